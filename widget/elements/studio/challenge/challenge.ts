/** The challenge that a site asks for: Turnstile in the page's own tree, with a word why it is there, until it is passed. */
import { html } from 'lit'
import { CHALLENGE_ACTION } from '../../../../worker/contract/limits.ts'
import type { Challenge } from '../../../../worker/contract/session.ts'
import { ProblemError } from '../../../client/problem.ts'
import { baseOf } from '../../../locales/languages.ts'
import { speak } from '../announce.ts'
import { StudioPiece } from '../piece.ts'
import { bringTurnstile, type Turnstile } from './turnstile.ts'

/** Pixels that Turnstile's flexible size needs; where there are fewer, it is asked for the small one. */
const FLEXIBLE_PIXELS = 300
/** Failures in a row after which the visitor is asked whether to go on. */
const FAILURES = 2

/**
 * @summary The check that the visitor is human, where the site asks for one.
 * @slot challenge - The studio's own: it puts the challenge there, which doesn't work inside of shadow trees.
 * @csspart challenge - The challenge and why it is there, while the visitor has to do something.
 */
export class RefreelChallenge extends StudioPiece {
  static override properties = { ...StudioPiece.properties, seen: { state: true } }
  /** The visitor has to do something. */
  declare private seen: boolean
  #again: (() => void) | undefined

  constructor() {
    super()
    this.seen = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    // Frames begin anew where they were moved to.
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

  /** Resolves to what the challenge gives; rejects when it fails, or as an abort. */
  async pass(challenge: Challenge, signal: AbortSignal): Promise<string> {
    const turnstile = await bringTurnstile()
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
      // What the style sheet made of `light-dark()` is what the studio is drawn in.
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
        speak(this.getRootNode() as ShadowRoot, { polite: this.words('challenge') })
      },
    })
  }
}
