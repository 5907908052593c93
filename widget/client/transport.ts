/** One way to the Worker: adds the session, turns failures into typed errors, renews an ended session once. */

import { isAbort, NetworkError, ProblemError, toProblem } from './problem.ts'
import type { SessionManager } from './session.ts'

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** The page's fetch, looked up at each call, so that a page may wrap it. */
export const pageFetch: Fetch = (url, init) => globalThis.fetch(url, init)

/** Milliseconds until a request without an answer counts as lost. */
export const ANSWER_MS = 30_000

export interface SendInit extends RequestInit {
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

type JsonInit = Omit<SendInit, 'body'> & { body?: unknown }

export interface Transport {
  readonly endpoint: string
  /** Sends with the session's token; a session that ended meanwhile is renewed, and the request sent once more. */
  send(path: string, init?: SendInit): Promise<Response>
  /** The same, with a JSON body where there is one, and a JSON answer. */
  json<T>(path: string, init?: JsonInit): Promise<T>
}

export function createTransport(endpoint: string, fetch: Fetch, session: SessionManager): Transport {
  const once = async (path: string, init: SendInit, token: string) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${token}`)
    return exchange(fetch, `${endpoint}${path}`, { ...init, headers })
  }
  const send = async (path: string, init: SendInit = {}) => {
    const token = await session.token()
    try {
      return await once(path, init, token)
    } catch (error) {
      if (!(error instanceof ProblemError) || error.code !== 'session-expired') throw error
      session.expire(token)
      return once(path, init, await session.token())
    }
  }
  return {
    endpoint,
    send,
    async json<T>(path: string, { body, ...init }: JsonInit = {}) {
      const headers = new Headers(init.headers)
      if (body !== undefined) headers.set('content-type', 'application/json')
      const response = await send(path, {
        patience: ANSWER_MS,
        ...init,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return read<T>(response)
    },
  }
}
