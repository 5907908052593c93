/** Damaged and random files by the whole upload route: each is taken or refused with a reason. */
import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { beforeAll, expect, inject, it } from 'vitest'
import type { Reference } from '../../worker/contract/reference.ts'
import { REJECTIONS } from '../../worker/contract/reference.ts'
import { Caller, makeSite } from './caller.ts'
import { CAT_JPG, CAT_MOV, CAT_PNG, CAT_WEBP } from './fixtures.ts'
import { made } from './media-made.ts'

/** The same files at every run; another seed finds others. */
const SEED = 20261122
/** `npm run fuzz` sends all 1,000; `npm test` the first of them. */
const FILES = 1000 * inject('fuzzShare')

/** Undamaged files: the mutation is all that is wrong with them. */
const GOOD = [CAT_PNG, CAT_JPG, CAT_WEBP, CAT_MOV, ...['small.bmp', 'gps.mp4', 'fragmented.mp4', 'gps.jpg'].map(made)]

it.each(GOOD.map((file) => [file.length, file]))('a good file of %i bytes is taken', async (_, file) => {
  const caller = await Caller.arrive()
  expect(await caller.upload(file)).toMatchObject({ status: 'ready' })
})

beforeAll(() =>
  makeSite({
    quota: { upload_bytes_per_subject_per_day: 10 ** 12 },
    budget: { storage_bytes: 10 ** 12 },
  }),
)

/** A good file with some bytes changed, taken out, put in, or cut off. */
const mutated = fc
  .record({
    file: fc.constantFrom(...GOOD),
    edits: fc.array(
      fc.record({
        kind: fc.constantFrom('set', 'cut', 'drop', 'insert'),
        // A place from 0 to just below 1. All are equally likely, unlike with `fc.double`.
        at: fc.nat(999_999).map((place) => place / 1_000_000),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    // Headers are where mutations hurt.
    near: fc.boolean(),
  })
  .map(({ file, edits, near }) => {
    let bytes = file.slice()
    for (const edit of edits) {
      const at = Math.floor(edit.at * (near ? Math.min(400, bytes.length) : bytes.length))
      if (edit.kind === 'set') bytes.set(edit.bytes.slice(0, bytes.length - at), at)
      else if (edit.kind === 'cut') bytes = bytes.slice(0, Math.max(1, at))
      else if (edit.kind === 'drop') bytes = joined(bytes.slice(0, at), bytes.slice(at + edit.bytes.length))
      else bytes = joined(bytes.slice(0, at), Uint8Array.from(edit.bytes), bytes.slice(at))
    }
    return bytes.length > 0 ? bytes : new Uint8Array(1)
  })

const random = fc.uint8Array({ minLength: 1, maxLength: 2000 }).map((bytes) => Uint8Array.from(bytes))

it(`${FILES} random files and mutations of good ones (seed ${SEED}) are taken or refused with a reason, and what is refused is kept nowhere`, async () => {
  const caller = await Caller.arrive()
  const files = fc.sample(fc.oneof({ arbitrary: mutated, weight: 4 }, { arbitrary: random, weight: 1 }), {
    seed: SEED,
    numRuns: FILES,
  })
  const counts = { ready: 0, rejected: 0 }
  // Files are uploaded in batches, side by side, as by many visitors.
  for (let start = 0; start < files.length; start += 20) {
    const records = await Promise.all(files.slice(start, start + 20).map((file) => caller.upload(file)))
    for (const record of records) await expectSound(record, counts)
  }
  expect(counts.ready + counts.rejected).toBe(FILES)
  expect(counts.rejected).toBeGreaterThan(FILES / 4)
  expect(counts.ready).toBeGreaterThan(FILES / 20)
}, 600_000)

async function expectSound(record: Reference, counts: { ready: number; rejected: number }): Promise<void> {
  if (record.status === 'ready') {
    counts.ready += 1
    expect(record).toMatchObject({ width: expect.any(Number), height: expect.any(Number), sha256: expect.any(String) })
    return
  }
  counts.rejected += 1
  expect(record.status).toBe('rejected')
  expect(REJECTIONS).toContain(record.problem?.code)
  expect(await env.BUCKET.head(`references/site_test/${record.id}`)).toBeNull()
}

function joined(...pieces: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let offset = 0
  for (const piece of pieces) {
    all.set(piece, offset)
    offset += piece.length
  }
  return all
}
