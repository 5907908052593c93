/** Keeps a session: mints it once, renews it before it ends, and keeps the visitor's renewal token. */

import type { Challenge } from '../../worker/contract/challenge.ts'
import { SESSION_MINUTES } from '../../worker/contract/limits.ts'
import type { Session, SessionRequest } from '../../worker/contract/session.ts'
import type { Memory } from './memory.ts'
import { ProblemError } from './problem.ts'
import type { Fetch } from './transport.ts'
import { exchange } from './transport.ts'

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

export class SessionKeeper {
  /** The Worker's last answer: the site's name, limits and presets. Absent when a page gives bare tokens. */
  facts: Session | undefined
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
    const own = await this.#options.source?.()?.()
    const session = own ?? (await this.#mint())
    const token = typeof session === 'string' ? session : session.token
    let left = LONGEST_MS
    if (typeof session !== 'string') {
      this.facts = session
      // A wrong clock in the visitor's machine must not make every request a renewal.
      const told = Date.parse(session.expires_at) - this.#options.now()
      if (told > 0 && told < LONGEST_MS) left = told
    }
    this.#token = token
    this.#until = this.#options.now() + Math.max(left - EARLY_MS, left / 2)
    return token
  }

  async #mint(): Promise<Session> {
    const { memory } = this.#options
    const kept = memory.get('renewal')
    const asked: Partial<SessionRequest> = kept ? { renewal: kept } : {}
    for (let shown = 0; ; ) {
      try {
        const session = await this.#post(asked)
        if (session.renewal) memory.set('renewal', session.renewal)
        return session
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        if (error.challenge && /^challenge-(required|failed)$/.test(error.code)) {
          const show = this.#options.challenge?.()
          if (!show || shown++ === CHALLENGES) throw error
          asked.challenge = await show(error.challenge)
        } else if (asked.renewal && [401, 422].includes(error.status)) {
          // A renewal token that is too old or of another key is worth one try without it.
          memory.set('renewal', undefined)
          delete asked.renewal
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
    })
    return (await response.json()) as Session
  }
}
