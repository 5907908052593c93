/** Uploads of 100 MB through us against bare multipart uploads to R2: time, and memory with four at once. */
import { longClip } from '../end-to-end/long-clip.ts'
import { uploadBare, uploadOurs } from './client.ts'
import { type Measured, startBare, startOurs } from './measured-worker.ts'
import type { Result } from './results.ts'

const CLIP_BYTES = 100_000_000
/**
 * Rounds of each measurement. Baseline and Refreel take turns, and the best time of each counts: other work on the
 * machine can only make times longer.
 */
const ROUNDS = 5
const AT_ONCE = 4
/** A file of two parts: it brings into memory what every upload needs. */
const FIRST_BYTES = 6_000_000

export async function benchUploads(): Promise<Result[]> {
  const clip = longClip(CLIP_BYTES, 1)
  return [...(await speed(clip)), ...(await memory(clip))]
}

async function speed(clip: Buffer<ArrayBuffer>): Promise<Result[]> {
  const ours = await startOurs()
  const bare = await startBare()
  try {
    const times = { ours: [] as number[], bare: [] as number[], check: [] as number[] }
    for (let round = 0; round < ROUNDS; round += 1) {
      times.bare.push((await uploadBare(bare, clip, `round-${round}`)).whole)
      const { stored, whole } = await uploadOurs(ours, clip)
      times.ours.push(stored)
      times.check.push(whole - stored)
    }
    const [mine, theirs, check] = [times.ours, times.bare, times.check].map((all) => Math.min(...all)) as [
      number,
      number,
      number,
    ]
    return [
      {
        what: '100 MB upload, speed',
        ours: `${mine.toFixed(2)} s`,
        baseline: `${theirs.toFixed(2)} s`,
        ratio: theirs / mine,
        goal: '≥ 0.9 × a bare multipart upload',
      },
      { what: 'its check, afterwards', ours: `${check.toFixed(2)} s`, goal: 'apart' },
    ]
  } finally {
    await ours.end()
    await bare.end()
  }
}

/** One after the other, each on a workerd of its own that has taken one small upload before. */
async function memory(clip: Buffer<ArrayBuffer>): Promise<Result[]> {
  const indexes = Array.from({ length: AT_ONCE }, (_, index) => index)
  const first = longClip(FIRST_BYTES, 2)
  const theirs = await peakOf(
    await startBare(),
    async (bare) => void (await uploadBare(bare, first, 'first')),
    (bare) => Promise.all(indexes.map((index) => uploadBare(bare, clip, `at-once-${index}`))),
  )
  const ours = await peakOf(
    await startOurs(),
    async (own) => void (await uploadOurs(own, first)),
    (own) => Promise.all(indexes.map(() => uploadOurs(own, clip))),
  )
  const goal = '≤ 1 × four bare ones'
  return [
    {
      what: `workerd’s peak memory, ${AT_ONCE} such uploads at once, checked`,
      ours: megabytes(ours.peak),
      baseline: megabytes(theirs.peak),
      ratio: ours.peak / theirs.peak,
      goal,
    },
    {
      what: 'what they add, after a first small upload',
      ours: megabytes(ours.added),
      baseline: megabytes(theirs.added),
      ratio: ours.added / theirs.added,
      goal,
    },
  ]
}

/** Megabytes at the highest, and how many of them the work added; the Worker is ended then. */
async function peakOf(
  worker: Measured,
  first: (worker: Measured) => Promise<void>,
  work: (worker: Measured) => Promise<unknown>,
): Promise<{ peak: number; added: number }> {
  try {
    await first(worker)
    const before = worker.peakMegabytes()
    await work(worker)
    const peak = worker.peakMegabytes()
    return { peak, added: peak - before }
  } finally {
    await worker.end()
  }
}

function megabytes(count: number): string {
  return `${count.toFixed(0)} MB`
}
