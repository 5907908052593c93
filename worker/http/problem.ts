/**
 * Refusals, and the problem details (RFC 9457) that `app.onError` answers them with: the Worker's only error bodies.
 */
import type { Context } from 'hono'
import { type InputError, PROBLEMS, type Problem, type ProblemCode } from '../contract/problem.ts'
import type { Challenge } from '../contract/session.ts'

/** What a refusal says beyond its code. */
export type ProblemOptions = {
  /** A sentence for people; by default the code's title. */
  detail?: string
  errors?: InputError[]
  /** Seconds until a retry may succeed. */
  retryAfter?: number
  /** The limit that was reached, such as `budget.per_day`. */
  limit?: string
  /** The challenge that the visitor has to pass first. */
  challenge?: Challenge
  headers?: Record<string, string>
}

/** The one way to refuse a request: middleware, handlers and their helpers throw it, `app.onError` answers it. */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly options: ProblemOptions

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(code)
    this.code = code
    this.options = options
  }
}

/** The answer to a refusal. For `app.ts` alone: everything else throws a `Refusal`. */
export function problem(c: Context, code: ProblemCode, options: ProblemOptions = {}): Response {
  const [status, title] = PROBLEMS[code]
  c.set('code', code)
  const body: Problem = {
    type: `urn:refreel:problem:${code}`,
    title,
    status,
    detail: options.detail ?? `${title}.`,
    code,
    request_id: String(c.get('requestId') ?? ''),
    ...(options.errors ? { errors: options.errors } : {}),
    ...(options.retryAfter === undefined ? {} : { retry_after: options.retryAfter }),
    ...(options.limit ? { limit: options.limit } : {}),
    ...(options.challenge ? { challenge: options.challenge } : {}),
  }
  const headers: Record<string, string> = {
    ...options.headers,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  }
  if (options.retryAfter !== undefined) headers['retry-after'] = String(options.retryAfter)
  return c.body(JSON.stringify(body), status, headers)
}
