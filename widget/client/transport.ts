/** One way to the Worker: adds the session, turns failures into typed errors, renews an ended session once. */

import { isAbort, NetworkError, ProblemError, toProblem } from './problem.ts'
import type { SessionKeeper } from './session.ts'

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** The page's fetch, looked up at each call, so that a page may wrap it. */
export const pageFetch: Fetch = (url, init) => globalThis.fetch(url, init)

/** Sends and answers, or throws a `ProblemError`, a `NetworkError`, or the caller's own abort. */
export async function exchange(fetch: Fetch, url: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { credentials: 'omit', ...init })
  } catch (error) {
    if (isAbort(error)) throw error
    throw new NetworkError('The service could not be reached.', { cause: error })
  }
  if (response.ok) return response
  const body = await response.text().catch(() => '')
  throw toProblem(response.status, body, (name) => response.headers.get(name))
}

export interface Transport {
  readonly endpoint: string
  /** Sends with the session's token; a session that ended meanwhile is renewed, and the request sent once more. */
  send(path: string, init?: RequestInit): Promise<Response>
  /** The same, with a JSON body where there is one, and a JSON answer. */
  json<T>(path: string, init?: Omit<RequestInit, 'body'> & { body?: unknown }): Promise<T>
}

export function createTransport(endpoint: string, fetch: Fetch, session: SessionKeeper): Transport {
  const once = async (path: string, init: RequestInit, token: string) => {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${token}`)
    return exchange(fetch, `${endpoint}${path}`, { ...init, headers })
  }
  const send = async (path: string, init: RequestInit = {}) => {
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
    async json<T>(path: string, { body, ...init }: Omit<RequestInit, 'body'> & { body?: unknown } = {}) {
      const headers = new Headers(init.headers)
      if (body !== undefined) headers.set('content-type', 'application/json')
      const response = await send(path, {
        ...init,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      try {
        return (await response.json()) as T
      } catch (error) {
        if (isAbort(error)) throw error
        throw new NetworkError('The answer was cut off.', { cause: error })
      }
    },
  }
}
