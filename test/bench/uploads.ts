/** Uploads of 100 MB through us against bare multipart uploads to R2: time, and memory with four at once. */
import { longClip } from '../end-to-end/long-clip.ts'
import { uploadBare, uploadOurs } from './client.ts'
import { type Measured, startBare, startOurs } from './measured-worker.ts'
import type { Result } from './results.ts'

const CLIP_BYTES = 100_000_000
/** Each is measured this often, in turns, and the best of its times counts: whatever else runs makes times longer only. */
const ROUNDS = 5
const AT_ONCE = 4

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

/** One after the other, each on a workerd of its own that has done nothing before. */
async function memory(clip: Buffer<ArrayBuffer>): Promise<Result[]> {
  const indexes = Array.from({ length: AT_ONCE }, (_, index) => index)
  const bare = await startBare()
  const theirs = await peakOf(bare, async () => {
    await Promise.all(indexes.map((index) => uploadBare(bare, clip, `at-once-${index}`)))
  })
  const ours = await startOurs()
  let stored = 0
  const checked = await peakOf(ours, async () => {
    const together = meeting(AT_ONCE, () => {
      stored = ours.peakMegabytes()
    })
    await Promise.all(indexes.map(() => uploadOurs(ours, clip, together)))
  })
  const goal = '≤ 1 × four bare ones'
  const baseline = megabytes(theirs)
  return [
    {
      what: `workerd’s peak memory, ${AT_ONCE} such uploads at once`,
      ours: megabytes(stored),
      baseline,
      ratio: stored / theirs,
      goal,
    },
    {
      what: `the same with ${AT_ONCE} checks at once`,
      ours: megabytes(checked),
      baseline,
      ratio: checked / theirs,
      goal,
    },
  ]
}

/** Megabytes; the Worker is ended then. */
async function peakOf(worker: Measured, work: () => Promise<void>): Promise<number> {
  try {
    await work()
    return worker.peakMegabytes()
  } finally {
    await worker.end()
  }
}

/** Lets nobody go on before `count` have come; `all` is called then. */
function meeting(count: number, all: () => void): () => Promise<void> {
  let missing = count
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return () => {
    missing -= 1
    if (missing === 0) {
      all()
      open()
    }
    return opened
  }
}

function megabytes(count: number): string {
  return `${count.toFixed(0)} MB`
}
