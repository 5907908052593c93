/**
 * Makes one attempt at one call of the provider, with the outcome as a value. The `replicate` client by itself would
 * repeat a create after a network error or a 429, so its `fetch` here never throws and hides every status that the
 * client would retry.
 */
import Replicate from 'replicate'

/** Milliseconds until a call without an answer counts as unclear. Ours: creates are answered within a second. */
export const CALL_TIMEOUT_MS = 30_000

/** The provider to call. `baseUrl` has no trailing slash. */
export type Provider = { token: string; baseUrl: string; model: string }

/** The provider's rate limit by an answer's headers: calls left, and seconds until the count starts anew. */
type Pace = { remaining: number | null; resetSeconds: number | null }

/** Whether the call took effect: `done` and `refused` are clear, `unclear` is not. */
export type Outcome<T> =
  | { kind: 'done'; value: T; pace: Pace }
  | { kind: 'refused'; status: number; retryAfterSeconds: number | null }
  | { kind: 'unclear'; why: 'timeout' | 'network' | 'server-error' | 'unreadable' }

/** Headers beside the client's own, and a time-out other than CALL_TIMEOUT_MS. */
type CallOptions = { headers?: Record<string, string>; timeoutMs?: number }

/** Calls the provider once through its official client. Never throws. */
export async function callOnce<T>(
  provider: Provider,
  send: (client: Replicate) => Promise<T>,
  { headers: extraHeaders = {}, timeoutMs = CALL_TIMEOUT_MS }: CallOptions = {},
): Promise<Outcome<T>> {
  let failure: Exclude<Outcome<T>, { kind: 'done' }> | null = null
  let pace: Pace = { remaining: null, resetSeconds: null }
  // `AbortSignal.timeout` would keep its object awake until it fires, long after the answer; this timer is cleared.
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
    // The client gives up on a 400 at once; `failure` already has the outcome.
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
