/** The two ways a request can fail: the Worker refuses with a problem, or the network brings no answer. */

import type { InputError, Problem, ProblemCode } from '../../worker/contract/problem.ts'
import type { Challenge } from '../../worker/contract/session.ts'

/** A refusal of the Worker: switch on `code`, show words of your own. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: ProblemCode
  readonly status: number
  /** Mistakes in the input, each with a JSON pointer. */
  readonly errors: readonly InputError[]
  readonly request_id: string | undefined
  /** Seconds until it may be tried again, where the Worker tells. */
  readonly retry_after: number | undefined
  /** Which limit was met, such as `budget.per_day`. */
  readonly limit: string | undefined
  /** What to show a visitor who has to pass a challenge first. */
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

/** No answer of the Worker came: offline, cut, too late, or a gateway's own page. Nobody knows what became of the request. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
}

/**
 * Reads a refusal. A gateway on the way that failed says nothing of the Worker (a `NetworkError`); any other answer that
 * is not the Worker's, such as a firewall's page, is an internal error.
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
    // Not JSON: the status alone has to do.
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

/** A refusal that another try gets past, sooner or later, whatever anybody does. */
export const passes = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && (error.status >= 500 || error.status === 429) && error.code !== 'not-configured'

/** Whether somebody took the request back, which is no failure. */
export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'
