/** Keeps a session: mints it once, renews it before it ends, and keeps the visitor's renewal token. */

import { SESSION_MINUTES } from '../../worker/contract/limits.ts'
import type { Challenge, Session, SessionFacts, SessionRequest } from '../../worker/contract/session.ts'
import { warn } from '../warn.ts'
import { ANSWER_MS, exchange, type Fetch, read } from './exchange.ts'
import type { Memory } from './memory.ts'
import { NetworkError, ProblemError, passes } from './problem.ts'

/** A page's own way to a session, for logged-in customers: the token alone, or the Worker's whole answer. */
export type SessionSource = () => Promise<string | Session>

/** Shows the challenge that the site asks for; resolves to what it gives, rejects when the visitor gives up. */
export type ChallengeSource = (challenge: Challenge) => Promise<string>

export interface SessionOptions {
  endpoint: string
  site: string
  fetch: Fetch
  memory: Memory
  now: () => number
  /** Asked anew at each renewal, so that a page may change it. */
  source?: (() => SessionSource | undefined) | undefined
  /** The same, for what shows a challenge. Without it, a site that asks for one gives no session. */
  challenge?: (() => ChallengeSource | undefined) | undefined
}

/** Milliseconds before its end at which a session is renewed. */
const EARLY_MS = 60_000
const LONGEST_MS = SESSION_MINUTES * 60_000
/** How often a challenge is shown for one session: once more where the first was not taken. */
const CHALLENGES = 2

/** One after the other, in all studios and tabs: the second finds the renewal token that made the first a visitor. */
async function inTurn(name: string, mint: () => Promise<Session>): Promise<Session> {
  let begun = false
  try {
    // A tab that is frozen in its turn holds nobody up for long.
    return await navigator.locks.request(name, { signal: AbortSignal.timeout(ANSWER_MS) }, () => {
      begun = true
      return mint()
    })
  } catch (error) {
    // There are no locks without storage, or on plain http: then nobody is found again either.
    if (begun) throw error
    return mint()
  }
}

export class SessionManager {
  /** What the Worker last told: the site's name, limits and presets. */
  facts: SessionFacts | undefined
  readonly #options: SessionOptions
  #token: string | undefined
  #until = 0
  #running: Promise<string> | undefined

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** A token that lives a while yet. Callers at the same time share one request. */
  token(): Promise<string> {
    if (this.#token && this.#options.now() < this.#until) return Promise.resolve(this.#token)
    this.#running ??= this.#obtain().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /** The Worker said that this token is over: the next caller gets a new one. */
  expire(token: string): void {
    if (token === this.#token) this.#token = undefined
  }

  async #obtain(): Promise<string> {
    let own: string | Session | undefined
    try {
      own = await this.#options.source?.()?.()
    } catch (cause) {
      warn('the session function failed', cause)
      // A page's own way is a request to its own server: one that is cut is taken up again like any other.
      throw cause instanceof TypeError ? new NetworkError('The service could not be reached.', { cause }) : cause
    }
    const session = own ?? (await this.#mint())
    const token = typeof session === 'string' ? session : session.token
    let left = LONGEST_MS
    if (typeof session === 'string') await this.#learn(session)
    else {
      this.facts = session
      // A wrong clock in the visitor's machine must not make every request a renewal.
      const told = Date.parse(session.expires_at) - this.#options.now()
      if (told > 0 && told < LONGEST_MS) left = told
    }
    this.#token = token
    this.#until = this.#options.now() + Math.max(left - EARLY_MS, left / 2)
    return token
  }

  /** A page that gives nothing but a token leaves the rest to us; a refusal is told by whatever needs the token. */
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
          // A renewal token that is too old or of another key is worth one try without it.
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
