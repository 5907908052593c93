/** Turns whatever was thrown into a trouble that can be shown. */
import { NetworkError, ProblemError } from '../client/problem.ts'
import type { Trouble } from './snapshot.ts'

export function toTrouble(error: unknown): Trouble {
  if (error instanceof ProblemError) {
    const { code, message, request_id, retry_after, errors } = error
    return Object.freeze({
      code,
      detail: message,
      request_id,
      retry_after,
      fields: errors.map(({ pointer }) => pointer.split('/')[2] ?? ''),
    })
  }
  if (error instanceof NetworkError) return Object.freeze({ code: 'network', detail: error.message })
  return Object.freeze({ code: 'internal-error', detail: error instanceof Error ? error.message : String(error) })
}
