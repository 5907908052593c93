/** A clip of 100 MB on its way through 200 cuts: the client's connection breaks, or the Worker is killed. */
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CutConnection, PART_BYTES } from './cut-connection.ts'
import { LoneWorker } from './lone-worker.ts'
import { longClip, seeded, sha256 } from './long-clip.ts'

const CLIP_BYTES = 100_000_000
const CUTS = 200
/**
 * Cuts that also kill the Worker; each of them costs a start. `UPLOAD_KILLS` also makes the test use its full length.
 */
const KILLS = Number(process.env.UPLOAD_KILLS ?? 2)
const AT_LENGTH = process.env.UPLOAD_KILLS !== undefined
/** Bytes of the clip that is cut at any instant, and milliseconds that its bytes may flow before a cut. */
const FLOWING_BYTES = AT_LENGTH ? CLIP_BYTES : 16_000_000
const FLOWING_MAX_MS = 80
/** Milliseconds after which a check is cut; a check that reads 100 MB back, as after a kill, takes several times as long. */
const CHECK_CUT_MS = 300
const SEED = Number(process.env.UPLOAD_SEED ?? Date.now() % 1_000_000)

let worker: LoneWorker

beforeAll(async () => {
  worker = await LoneWorker.start()
})

afterAll(async () => {
  await worker?.end()
})

it(`a clip cut at ${CUTS} points arrives whole, at one part sent again at most for each (seed ${SEED})`, async () => {
  const clip = longClip(CLIP_BYTES, SEED)
  const random = seeded(SEED)
  const points = Array.from({ length: CUTS }, () => 1 + Math.floor(random() * (CLIP_BYTES - 1))).sort((a, b) => a - b)
  const kills = new Set(Array.from({ length: KILLS }, (_, index) => Math.floor(((index + random()) * CUTS) / KILLS)))
  const upload = new CutConnection(await worker.visitor(), clip)
  await upload.begin(worker.url)
  let costliest = 0

  for (const [index, cut] of points.entries()) {
    // Some clients cut files up themselves: a few whole pieces come before the one that breaks.
    if (random() < 0.3) await upload.sendTo(Math.max(0, cut - 1000), 50_000 + Math.floor(random() * 8_000_000))
    const breakOff = await upload.sendUntil(cut)
    const acknowledged = await expect
      .poll(() => upload.offset(), { message: `before cut ${index} at ${cut}`, interval: 5, timeout: 60_000 })
      .toBeGreaterThan(cut - PART_BYTES)
      .then(() => upload.offset())
    if (kills.has(index)) {
      await worker.kill()
      await breakOff()
      await worker.again()
    } else {
      await breakOff()
    }
    const kept = await upload.offset()
    expect(kept, `after cut ${index} at ${cut}`).toBeGreaterThanOrEqual(acknowledged)
    expect(kept).toBeLessThanOrEqual(cut)
    costliest = Math.max(costliest, cut - kept)
  }
  expect(costliest).toBeLessThanOrEqual(PART_BYTES)

  // The Worker was killed on the way, so after the last byte it reads the whole clip back, and answers nobody meanwhile.
  // It is killed in the middle of that, and once more when it has taken up the check again.
  await upload.sendTo(CLIP_BYTES - 1, CLIP_BYTES)
  const breakOff = await upload.sendUntil(CLIP_BYTES)
  await delay(CHECK_CUT_MS)
  await worker.kill()
  expect(await breakOff(), 'the answer to the last byte').toBeNull()
  await worker.again()
  if ((await upload.offset()) < CLIP_BYTES) await upload.sendUntil(CLIP_BYTES)
  const asked = upload.record().catch(() => undefined)
  await delay(CHECK_CUT_MS)
  await worker.kill()
  await asked
  await worker.again()
  await upload.sendTo(CLIP_BYTES, CLIP_BYTES)
  expect(await upload.record()).toMatchObject({ status: 'ready', sha256: sha256(clip), bytes: CLIP_BYTES })
})

it(`a clip cut at any instant, while its bytes flow, keeps all that was acknowledged and arrives whole (seed ${SEED})`, async () => {
  const clip = longClip(FLOWING_BYTES, SEED + 1)
  const random = seeded(SEED + 1)
  const upload = new CutConnection(await worker.visitor(), clip)
  await upload.begin(worker.url)
  let killsLeft = AT_LENGTH ? KILLS : 1
  let kept = 0
  let furthest = 0

  for (let cut = 0; kept < FLOWING_BYTES - PART_BYTES; cut++) {
    const end = Math.min(FLOWING_BYTES - 1, kept + Math.ceil(random() * 2.5 * PART_BYTES))
    furthest = Math.max(furthest, end)
    const breakOff = await upload.sendFor(random() * FLOWING_MAX_MS, end)
    const acknowledged = await upload.offset()
    // The first cut kills the Worker; later cuts do so at random.
    if (killsLeft > 0 && (cut === 0 || random() < 0.3)) {
      killsLeft -= 1
      await worker.kill()
      await breakOff()
      await worker.again()
    } else {
      await breakOff()
    }
    kept = await upload.offset()
    expect(kept, `after cut ${cut}`).toBeGreaterThanOrEqual(acknowledged)
    // The Worker may take in bytes of an earlier connection only now.
    expect(kept, `after cut ${cut}`).toBeLessThanOrEqual(furthest)
  }
  await upload.sendTo(FLOWING_BYTES, FLOWING_BYTES)
  expect(await upload.record()).toMatchObject({ status: 'ready', sha256: sha256(clip), bytes: FLOWING_BYTES })
})
