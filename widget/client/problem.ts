/** The two errors of a request: the Worker refuses with a problem, or no answer comes. */

import type { InputError, Problem, ProblemCode } from '../../worker/contract/problem.ts'
import type { Challenge } from '../../worker/contract/session.ts'

/** A refusal of the Worker: switch on `code`, and show words of your own. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: ProblemCode
  readonly status: number
  /** Mistakes in the input, each with a JSON pointer to its field. */
  readonly errors: readonly InputError[]
  readonly request_id: string | undefined
  /** Seconds until a retry makes sense, if the Worker says so. */
  readonly retry_after: number | undefined
  /** The name of the limit that was met, such as `budget.per_day`. */
  readonly limit: string | undefined
  /** The challenge that the visitor has to pass first. */
  readonly challenge: Challenge | undefined

  constructor(problem: Partial<Problem> & { status: number }, options?: ErrorOptions) {
    super(problem.detail ?? problem.title ?? `The Worker answered ${problem.status}.`, options)
    this.code = problem.code ?? (problem.status === 404 ? 'not-found' : 'internal-error')
    this.status = problem.status
    this.errors = problem.errors ?? []
    this.request_id = problem.request_id
    this.retry_after = problem.retry_after
    this.limit = problem.limit
    this.challenge = problem.challenge
  }
}

/** No answer of the Worker came: offline, cut off, timed out, or a gateway's error page. The request may have had its effect. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
}

/**
 * Turns an error response into an error. A 5xx without a problem comes from a gateway on the way: a `NetworkError`. Any
 * other response without a problem, such as a firewall's page, has the code `internal-error`.
 */
export function toProblem(
  status: number,
  body: string,
  header: (name: string) => string | null,
): ProblemError | NetworkError {
  let problem: Partial<Problem> = {}
  try {
    const read: unknown = JSON.parse(body)
    if (typeof read === 'object' && read !== null) problem = read
  } catch {
    // An answer without JSON leaves only its status to go by.
  }
  if (status >= 500 && !problem.code) return new NetworkError('The service could not be reached.')
  const after = Number(header('retry-after'))
  const request_id = problem.request_id ?? header('x-request-id')
  return new ProblemError({
    ...problem,
    status,
    ...(request_id ? { request_id } : {}),
    ...(problem.retry_after === undefined && after > 0 ? { retry_after: after } : {}),
  })
}

/** Whether a refusal passes with time: the Worker is busy or broken, and configured. */
export const passes = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && (error.status >= 500 || error.status === 429) && error.code !== 'not-configured'

/** Whether a request was aborted, which is no failure. */
export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'
