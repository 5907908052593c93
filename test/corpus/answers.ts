/** What the judges said of each member, as it is kept in `answers.jsonl`: the judges' versions in the first line, then a line each. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Hex digits of a digest that are kept: enough to see that bytes have changed. */
const DIGEST_CHARACTERS = 16

export type ChromiumAnswer = {
  shows: boolean
  lossless: boolean
  width: number
  height: number
  /** Seconds that a clip says to have; null of one that doesn't know. */
  duration?: number | null
}

export type FfmpegAnswer = {
  shows: boolean
  lossless: boolean
  /** True where ffmpeg decodes the file even if any error ends the decoding. */
  strict: boolean
  width: number
  height: number
  /** The stream of a clip that ffmpeg takes; -1 for none. */
  track?: number
  /** Frames of that stream, and their seconds. */
  frames?: number
  duration?: number
  /** Seconds of the longest stream that is seen or heard, with and without edits. */
  longest?: number
  /** Seconds that the clip's container says. */
  claims?: number
  warnings: number
}

/** The answer that a reader has to give for a member. */
export type Expected =
  | { verdict: 'accepted'; width: number; height: number; duration: number }
  | { verdict: 'refused' }
  /** The reader refuses the clip, or counts at least this many seconds. */
  | { verdict: 'refused or counted'; duration: number }

export type Answer = {
  name: string
  /** The bytes that the judges saw, by `digestOf`. */
  digest: string
  chromium: ChromiumAnswer
  ffmpeg: FfmpegAnswer
  /**
   * For a file that has a box twice where only one is allowed: whether both boxes say the same, whether readers of the
   * first box and of the last see different frames, and the seconds of the longest reading.
   */
  readings?: { alike: boolean; differ: boolean; longest: number }
  expected: Expected
}

export type Answers = { judges: { chromium: string; ffmpeg: string; ffprobe: string }; members: Answer[] }

const ANSWERS = join(import.meta.dirname, 'answers.jsonl')

/** Reads the kept answers; the list is empty where the judges were never asked. */
export function readAnswers(): Answers {
  const lines = existsSync(ANSWERS) ? readFileSync(ANSWERS, 'utf8').trim().split('\n') : []
  const [judges = { chromium: '', ffmpeg: '', ffprobe: '' }, ...members] = lines.map((line) => JSON.parse(line))
  return { judges, members }
}

/** Members by their names, so that a change of one is a change of one line. */
export function writeAnswers({ judges, members }: Answers): void {
  const sorted = [...members].sort((a, b) => (a.name < b.name ? -1 : 1))
  writeFileSync(ANSWERS, `${[judges, ...sorted].map((line) => JSON.stringify(line)).join('\n')}\n`)
}

export const digestOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex').slice(0, DIGEST_CHARACTERS)
