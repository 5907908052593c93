/** The visitor's session: asked for once, renewed before it expires, with a renewal token that outlasts it. */
import { SESSION_MINUTES } from '../../worker/contract/limits.ts'
import type { Challenge, Session, SessionFacts, SessionRequest } from '../../worker/contract/session.ts'
import { warn } from '../warn.ts'
import { ANSWER_MS, exchange, type Fetch, read } from './exchange.ts'
import type { Memory } from './memory.ts'
import { NetworkError, ProblemError, passes } from './problem.ts'

/** A page's own source of sessions, for logged-in customers: resolves with a token, or with the Worker's whole answer. */
export type SessionSource = () => Promise<string | Session>

/** Shows a challenge; resolves with the challenge's token, rejects if the visitor gives up. */
export type ChallengeSource = (challenge: Challenge) => Promise<string>

/** What a session needs of its client. */
interface SessionOptions {
  endpoint: string
  site: string
  fetch: Fetch
  memory: Memory
  now: () => number
  /** The page's source of tokens, looked up at each renewal, because a page may change it. */
  source?: (() => SessionSource | undefined) | undefined
  /** Looked up at each challenge. Without it, a site that requires a challenge gives no session. */
  challenge?: (() => ChallengeSource | undefined) | undefined
}

/** Milliseconds before its expiry at which a session is renewed. Ours. */
const EARLY_MS = 60_000
const LONGEST_MS = SESSION_MINUTES * 60_000
/** Challenges shown for one session: a failed one may be repeated once. Ours. */
const CHALLENGES = 2

/** Runs `mint` alone among all studios and tabs: the second one finds the renewal token of the first, and so stays the same visitor. */
async function inTurn(name: string, mint: () => Promise<Session>): Promise<Session> {
  let begun = false
  try {
    // A frozen tab that holds the lock must not stop the others.
    return await navigator.locks.request(name, { signal: AbortSignal.timeout(ANSWER_MS) }, () => {
      begun = true
      return mint()
    })
  } catch (error) {
    // Without storage and on plain HTTP there are no locks, and no renewal token to share either.
    if (begun) throw error
    return mint()
  }
}

/** Hands out tokens of one session. */
export class SessionManager {
  /** The last facts from the Worker: the subject, and the site's name, limits and presets. */
  facts: SessionFacts | undefined
  readonly #options: SessionOptions
  #token: string | undefined
  #until = 0
  #running: Promise<string> | undefined

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** A token that is valid for a while yet. Concurrent calls share one request. */
  token(): Promise<string> {
    if (this.#token && this.#options.now() < this.#until) return Promise.resolve(this.#token)
    this.#running ??= this.#obtain().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** Drops a token that the Worker calls expired: the next caller gets a new one. */
  expire(token: string): void {
    if (token === this.#token) this.#token = undefined
  }

  async #obtain(): Promise<string> {
    let own: string | Session | undefined
    try {
      own = await this.#options.source?.()?.()
    } catch (cause) {
      warn('the session function failed', cause)
      // The page's own request to its server was cut off: a `NetworkError` is retried.
      throw cause instanceof TypeError ? new NetworkError('The service could not be reached.', { cause }) : cause
    }
    const session = own ?? (await this.#mint())
    const token = typeof session === 'string' ? session : session.token
    let left = LONGEST_MS
    if (typeof session === 'string') await this.#learn(session)
    else {
      this.facts = session
      // A wrong clock on the visitor's machine must not renew the session at every request.
      const told = Date.parse(session.expires_at) - this.#options.now()
      if (told > 0 && told < LONGEST_MS) left = told
    }
    this.#token = token
    this.#until = this.#options.now() + Math.max(left - EARLY_MS, left / 2)
    return token
  }

  /** Asks for the facts of a bare token. Swallows a final refusal: the first request with this token shows it. */
  async #learn(token: string): Promise<void> {
    const { endpoint, fetch } = this.#options
    const headers = { authorization: `Bearer ${token}` }
    const init = { headers, patience: ANSWER_MS }
    try {
      this.facts ??= await read<SessionFacts>(await exchange(fetch, `${endpoint}/v1/sessions`, init))
    } catch (error) {
      if (!(error instanceof ProblemError) || passes(error)) throw error
    }
  }

  async #mint(): Promise<Session> {
    const { memory, endpoint, site } = this.#options
    let challenge: string | undefined
    let kept: string | undefined
    for (let shown = 0; ; ) {
      try {
        return await inTurn(`refreel:${endpoint}:${site}`, async () => {
          kept = memory.get('renewal')
          const session = await this.#post({ ...(kept && { renewal: kept }), ...(challenge && { challenge }) })
          if (session.renewal) memory.set('renewal', session.renewal)
          return session
        })
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        if (error.challenge && /^challenge-(required|failed)$/.test(error.code)) {
          const show = this.#options.challenge?.()
          if (!show || shown++ === CHALLENGES) throw error
          challenge = await show(error.challenge)
        } else if (kept && [401, 422].includes(error.status)) {
          // The renewal token is expired, or of a lost key: try once without it, as a new visitor.
          if (memory.get('renewal') === kept) memory.set('renewal', undefined)
        } else throw error
      }
    }
  }

  async #post(more: Partial<SessionRequest>): Promise<Session> {
    const { endpoint, fetch, site } = this.#options
    const body: SessionRequest = { site, ...more }
    const response = await exchange(fetch, `${endpoint}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      patience: ANSWER_MS,
    })
    return read<Session>(response)
  }
}
