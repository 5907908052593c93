/** Turns a refusal into problem details; nothing else in the Worker writes an error body. */
import type { Context } from 'hono'
import { type InputError, PROBLEMS, type Problem, type ProblemCode } from '../contract/problem.ts'
import type { Challenge } from '../contract/session.ts'

export type ProblemOptions = {
  detail?: string
  errors?: InputError[]
  /** Seconds until it is worth trying again. */
  retryAfter?: number
  /** Which limit was met. */
  limit?: string
  /** What to show a visitor who has to pass a challenge. */
  challenge?: Challenge
  headers?: Record<string, string>
}

/** A refusal on its way to the edge: thrown by helpers of handlers, caught in one place. */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly options: ProblemOptions

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(code)
    this.code = code
    this.options = options
  }
}

/** The answer for a refusal. */
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
