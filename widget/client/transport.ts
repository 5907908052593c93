/** Requests with the session's token: an expired session is renewed once, and the request sent again. */
import { ANSWER_MS, exchange, type Fetch, read, type SendInit } from './exchange.ts'
import { ProblemError } from './problem.ts'
import type { SessionManager } from './session.ts'

type JsonInit = Omit<SendInit, 'body'> & { body?: unknown }

/** Sends requests in the name of one session. */
export interface Transport {
  readonly endpoint: string
  /** Sends a request with the session's token. After `session-expired` it is sent once more with a new token. */
  send(path: string, init?: SendInit): Promise<Response>
  /** Sends a request with an optional JSON body, and resolves with the JSON of the answer. */
  json<T>(path: string, init?: JsonInit): Promise<T>
}

/** Makes the transport of one session. Its methods throw what `exchange` throws. */
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
