/** One request to the Worker without a session: every failure becomes a typed error. */
import { isAbort, NetworkError, toProblem } from './problem.ts'

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** The page's fetch, looked up at each call, so that a page may wrap it. */
export const pageFetch: Fetch = (url, init) => globalThis.fetch(url, init)

/** Milliseconds until a request without an answer counts as lost. */
export const ANSWER_MS = 30_000

export interface SendInit extends Omit<RequestInit, 'signal'> {
  signal?: AbortSignal | undefined
  /** Milliseconds that the answer may take, from when the request leaves; without it, as long as it takes. */
  patience?: number
}

/** Sends and answers, or throws a `ProblemError`, a `NetworkError`, or the caller's own abort. */
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

/** What the answer says; one that is cut in its middle is none. */
export async function read<T>(response: Response): Promise<T> {
  try {
    return (await response.json()) as T
  } catch (error) {
    if (isAbort(error)) throw error
    throw new NetworkError('The answer was cut off.', { cause: error })
  }
}
