/** One request to the Worker without a session: every failure becomes a typed error. */
import { isAbort, NetworkError, toProblem } from './problem.ts'

/** The part of `fetch` that the client uses. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** The page's `fetch`, looked up at each call, because pages may replace it. */
export const pageFetch: Fetch = (url, init) => globalThis.fetch(url, init)

/** Milliseconds without an answer after which a request counts as lost. Ours. */
export const ANSWER_MS = 30_000

/** The options of `fetch`, with a time limit. */
export interface SendInit extends Omit<RequestInit, 'signal'> {
  signal?: AbortSignal | undefined
  /** Milliseconds until the request is aborted; without it, the request has no time limit. */
  patience?: number
}

/**
 * Sends one request. Throws a `ProblemError` if the Worker refuses, a `NetworkError` if no answer comes, and the
 * caller's own `AbortError`.
 */
export async function exchange(fetch: Fetch, url: string, { patience, ...init }: SendInit): Promise<Response> {
  const signals = [init.signal ?? [], patience ? AbortSignal.timeout(patience) : []].flat()
  let response: Response
  try {
    response = await fetch(url, { credentials: 'omit', ...init, signal: AbortSignal.any(signals) })
  } catch (error) {
    if (isAbort(error)) throw error
    throw new NetworkError('The service could not be reached.', { cause: error })
  }
  if (response.ok) return response
  const body = await response.text().catch(() => '')
  throw toProblem(response.status, body, (name) => response.headers.get(name))
}

/** The JSON of an answer. Throws a `NetworkError` if the body is cut off. */
export async function read<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T
  } catch (error) {
    if (isAbort(error)) throw error
    throw new NetworkError('The answer was cut off.', { cause: error })
  }
}
