/** Turns whatever was thrown into a `ShownError`. */
import { NetworkError, ProblemError } from '../client/problem.ts'
import type { ShownError } from './snapshot.ts'

/** Seconds until a retry may make sense, if the Worker doesn't tell. Ours. */
const GUESS_SECONDS = 60

/** The error that a studio shows for anything that was thrown. */
export function toShownError(error: unknown): ShownError {
  if (error instanceof ProblemError) {
    const { code, message, request_id, retry_after, errors } = error
    return Object.freeze({
      // For a malformed site id the Worker answers `invalid-input`, with a pointer to the field.
      code: errors.some(({ pointer }) => pointer === '/site') ? 'unknown-site' : code,
      detail: [message, ...errors.map(({ pointer, detail }) => `${pointer}: ${detail}`)].join(' '),
      request_id,
      until: Date.now() + (retry_after ?? GUESS_SECONDS) * 1000,
      vague: !retry_after,
      fields: errors.map(({ pointer }) => /^.input.(\w+)/.exec(pointer)?.[1] ?? ''),
    })
  }
  if (error instanceof NetworkError) return Object.freeze({ code: 'network', detail: error.message })
  return Object.freeze({ code: 'internal-error', detail: error instanceof Error ? error.message : String(error) })
}
