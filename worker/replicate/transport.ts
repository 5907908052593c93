/**
 * One attempt at one call, and its outcome as a value. The `replicate` client would send a create again on a network
 * error or a 429 by itself, so it gets a `fetch` that never throws and never shows it a status that it retries.
 */
import Replicate from 'replicate'

/** Milliseconds until a call without an answer counts as unclear. Ours: creates answer within a second. */
export const CALL_TIMEOUT_MS = 30_000

export type Provider = { token: string; baseUrl: string; model: string }

/** The provider's pace, read from an answer's headers: how many calls are left, and seconds until there are more. */
export type Pace = { remaining: number | null; resetSeconds: number | null }

/** Whether the call took effect: `done` and `refused` are clear, `unclear` is not. */
export type Outcome<T> =
  | { kind: 'done'; value: T; pace: Pace }
  | { kind: 'refused'; status: number; retryAfterSeconds: number | null }
  | { kind: 'unclear'; why: 'timeout' | 'network' | 'server-error' | 'unreadable' }

export type CallOptions = { headers?: Record<string, string>; timeoutMs?: number }

/** Calls the provider once through its official client. */
export async function callOnce<T>(
  provider: Provider,
  send: (client: Replicate) => Promise<T>,
  { headers: extraHeaders = {}, timeoutMs = CALL_TIMEOUT_MS }: CallOptions = {},
): Promise<Outcome<T>> {
  let failure: Exclude<Outcome<T>, { kind: 'done' }> | null = null
  let pace: Pace = { remaining: null, resetSeconds: null }
  // A timer of our own: the platform's would keep its object awake until it is over, long after the answer.
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(new DOMException('no answer', 'TimeoutError')), timeoutMs)
  const attempt: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    for (const [name, value] of Object.entries(extraHeaders)) headers.set(name, value)
    try {
      const response = await fetch(input, {
        ...init,
        headers,
        redirect: 'manual',
        signal: deadline.signal,
      } as RequestInit)
      pace = paceOf(response.headers)
      if (response.ok) return response
      failure =
        response.status >= 500 || response.status < 400
          ? { kind: 'unclear', why: 'server-error' }
          : { kind: 'refused', status: response.status, retryAfterSeconds: await retryAfter(response) }
      if (!response.bodyUsed) await response.body?.cancel()
    } catch (error) {
      failure = {
        kind: 'unclear',
        why: error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'network',
      }
    }
    // A status that the client gives up on at once; its body is never read by anybody.
    return new Response('{}', { status: 400, headers: { 'content-type': 'application/json' } })
  }
  const client = new Replicate({
    auth: provider.token,
    baseUrl: provider.baseUrl,
    fetch: attempt,
    useFileOutput: false,
    userAgent: 'refreel',
  })
  try {
    const value = await send(client)
    return failure ?? { kind: 'done', value, pace }
  } catch {
    return failure ?? { kind: 'unclear', why: 'unreadable' }
  } finally {
    clearTimeout(timer)
  }
}

function paceOf(headers: Headers): Pace {
  return {
    remaining: numberOf(headers.get('ratelimit-remaining')),
    resetSeconds: numberOf(headers.get('ratelimit-reset')),
  }
}

/** Seconds to wait after a 429: the header where there is one, else the body's own number. */
async function retryAfter(response: Response): Promise<number | null> {
  if (response.status !== 429) return null
  const header = numberOf(response.headers.get('retry-after'))
  if (header !== null) return header
  try {
    const body = (await response.json()) as { retry_after?: unknown }
    return typeof body.retry_after === 'number' ? body.retry_after : null
  } catch {
    return null
  }
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d+(\.\d+)?$/.test(text) ? Number(text) : null
}
