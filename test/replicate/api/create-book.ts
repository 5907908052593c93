/** Counts creates by what they asked for, so that who calls can prove that each request was paid once. */
import type { Call } from '../http/answer.ts'
import type { Prediction } from '../prediction.ts'
import { readBody } from './orders.ts'
import { isObject } from './validation.ts'

/** Calls that arrived since this process started, and those that were refused with 4xx. */
type Calls = { input: unknown; requests: number; refused: number }

export type InputCount = {
  /** The input without its references, whose addresses are new for each attempt. */
  input: unknown
  requests: number
  refused: number
  /** Predictions that were created, over all starts: their ids, states, ends, and the digests of their videos. */
  predictions: {
    id: string
    status: string
    completed_at: string | null
    billed_seconds: number
    video_sha256: string | null
  }[]
  billed_seconds: number
}

export class CreateBook {
  readonly #calls = new Map<string, Calls>()

  async arrived(call: Call): Promise<void> {
    const calls = await this.#of(call)
    if (calls) calls.requests += 1
  }

  async refused(call: Call): Promise<void> {
    const calls = await this.#of(call)
    if (calls) calls.refused += 1
  }

  /** Counts for each input whose prompt contains `match`; for all inputs without `match`. */
  counts(predictions: readonly Prediction[], match: string | null): InputCount[] {
    const counts = new Map<string, InputCount>()
    const countOf = (input: unknown) => {
      const bare = withoutReferences(input)
      const key = JSON.stringify(bare)
      const count = counts.get(key) ?? { input: bare, requests: 0, refused: 0, predictions: [], billed_seconds: 0 }
      counts.set(key, count)
      return count
    }
    for (const { input, requests, refused } of this.#calls.values())
      Object.assign(countOf(input), { requests, refused })
    for (const { id, input, status, completedAt, billedSeconds, videoSha256 } of predictions) {
      const count = countOf(input)
      count.predictions.push({
        id,
        status,
        completed_at: completedAt === null ? null : new Date(completedAt).toISOString(),
        billed_seconds: billedSeconds,
        video_sha256: videoSha256 ?? null,
      })
      count.billed_seconds += billedSeconds
    }
    return [...counts.values()].filter(({ input }) => match === null || promptOf(input)?.includes(match))
  }

  async #of(call: Call): Promise<Calls | undefined> {
    const input = (await readBody(call))?.input
    if (!isObject(input)) return undefined
    const key = JSON.stringify(withoutReferences(input))
    const calls = this.#calls.get(key) ?? { input, requests: 0, refused: 0 }
    this.#calls.set(key, calls)
    return calls
  }
}

/** The prompt of an input; undefined where the input has no text as prompt. */
export function promptOf(input: unknown): string | undefined {
  return isObject(input) && typeof input.prompt === 'string' ? input.prompt : undefined
}

/** An input's fields in a fixed order, because equal requests may order them differently. */
function withoutReferences(input: unknown): unknown {
  if (!isObject(input)) return input
  const { reference_images: _, reference_videos: __, ...rest } = input
  return Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)))
}
