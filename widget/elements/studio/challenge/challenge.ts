/** `<refreel-challenge>`: Turnstile in the page's own tree, with a sentence that says why, until the challenge is passed. Loaded lazily. */
import { html } from 'lit'
import { CHALLENGE_ACTION } from '../../../../worker/contract/limits.ts'
import type { Challenge } from '../../../../worker/contract/session.ts'
import { ProblemError } from '../../../client/problem.ts'
import { baseOf } from '../../../locales/languages.ts'
import { announce } from '../reports/announce.ts'
import { StudioChild } from '../studio-child.ts'
import { challengeStyles } from './challenge.styles.ts'
import { loadTurnstile, type Turnstile } from './turnstile.ts'

/** Turnstile's flexible size needs this many pixels; a narrower studio takes the compact size. */
const FLEXIBLE_PIXELS = 300
/** Failures in a row after which the request fails, with a button to try again. */
const FAILURES = 2

/**
 * @summary The check that the visitor is human, where the site asks for one.
 * @slot challenge - The studio's own: it puts the challenge there, which doesn't work inside of shadow trees.
 * @csspart challenge - The challenge and why it is there, while the visitor has to do something.
 */
export default class RefreelChallenge extends StudioChild {
  static readonly sheets = [challengeStyles]
  static override properties = { ...StudioChild.properties, seen: { state: true } }
  /** Turnstile shows a box that the visitor has to click. */
  declare private seen: boolean
  #again: (() => void) | undefined

  constructor() {
    super()
    this.seen = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    // Moving an iframe reloads it, so Turnstile is reset.
    this.#again?.()
  }

  protected override render() {
    return html`<div
      class="challenge calm ${this.seen ? 'notice' : ''}"
      part="challenge"
      role="group"
      aria-labelledby="challenge-label"
    >
      <p id="challenge-label" ?hidden=${!this.seen}>${this.words('challenge')}</p>
      <slot name="challenge"></slot>
    </div>`
  }

  /** Resolves with Turnstile's token; rejects with a ProblemError when the challenge fails, or with the signal's reason. */
  async pass(challenge: Challenge, signal: AbortSignal): Promise<string> {
    const turnstile = await loadTurnstile()
    signal.throwIfAborted()
    this.hidden = false
    await this.updateComplete
    const { host } = this.getRootNode() as ShadowRoot
    const place = document.createElement('div')
    place.slot = 'challenge'
    host.append(place)
    let id: string | undefined
    this.#again = () => turnstile.reset(id)
    try {
      return await new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        id = this.#show(turnstile, place, challenge, resolve, reject)
      })
    } finally {
      this.#again = undefined
      const focused = place.contains((host.getRootNode() as Document | ShadowRoot).activeElement)
      turnstile.remove(id)
      place.remove()
      this.hidden = true
      this.seen = false
      if (focused) host.shadowRoot?.querySelector<HTMLElement>('.frame')?.focus()
    }
  }

  #show(
    turnstile: Turnstile,
    place: HTMLElement,
    { site_key }: Challenge,
    passed: (token: string) => void,
    failed: (error: unknown) => void,
  ): string | undefined {
    const again = () => this.#again?.()
    let failures = 0
    const fail = (last: boolean) => {
      failures += 1
      if (!last && failures < FAILURES) again()
      else failed(new ProblemError({ status: 0, code: 'challenge-failed', detail: 'The challenge was not passed.' }))
      return true
    }
    return turnstile.render(place, {
      sitekey: site_key,
      action: CHALLENGE_ACTION,
      language: baseOf(this.words.lang),
      // The style sheet sets this colour with `light-dark()`, so it tells the scheme that the studio is drawn in.
      theme: getComputedStyle(this).outlineColor === 'rgb(255, 255, 255)' ? 'dark' : 'light',
      size: place.clientWidth < FLEXIBLE_PIXELS ? 'compact' : 'flexible',
      appearance: 'interaction-only',
      'response-field': false,
      retry: 'never',
      'refresh-expired': 'manual',
      'refresh-timeout': 'manual',
      callback: passed,
      'error-callback': () => fail(false),
      'unsupported-callback': () => void fail(true),
      'expired-callback': again,
      'timeout-callback': again,
      'before-interactive-callback': () => {
        if (this.seen) return
        this.seen = true
        announce(this.getRootNode() as ShadowRoot, { polite: this.words('challenge') })
      },
    })
  }
}
