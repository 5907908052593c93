/** `<refreel-player>`: shows one stored video, and loads nothing but its poster before somebody plays it. */
import { html, nothing, type TemplateResult } from 'lit'
import type { VideoFacts } from '../../../worker/contract/generation.ts'
import { cleanEndpoint } from '../../client/endpoint.ts'
import { videoFacts } from '../../client/videos.ts'
import { errorEvent } from '../../events/error.ts'
import { type PlayerWords, playerWords } from '../../locales/player.ts'
import type { Texts } from '../../locales/texts.ts'
import { whenNear } from '../near.ts'
import { echo } from './media-events.ts'
import { playerStyles } from './player.styles.ts'
import { PlayerPage } from './player-page.ts'
import { shapeOf } from './shape.ts'

/** Features that are loaded lazily, by the property that turns each on. */
const FEATURES = {
  autoplay: () => import('./autoplay.ts'),
  previewLoop: () => import('./loop.ts'),
  generateSchema: () => import('./json-ld.ts'),
}

/** The code of a media element's error when the connection was lost while it loaded. */
const MEDIA_ERR_NETWORK = 2
/** Milliseconds before the first retry, by chance up to twice as many, and doubled each time; and the number of retries. */
const FIRST_RETRY_MS = 2000
const RETRIES = 6

/**
 * @summary A stored video with poster, native controls and the note that AI made it.
 * @event refreel-error - The video is not there or can't be played.
 * @event abort, canplay, canplaythrough, durationchange, emptied, ended, error, loadeddata, loadedmetadata, loadstart, pause, play, playing, progress, ratechange, seeked, seeking, stalled, suspend, timeupdate, volumechange, waiting - As of every media element; it doesn't bubble.
 * @attr lang - The language: en, de, es, fr, it, pt, ja, zh, ar; the page's own otherwise. The direction follows.
 * @csspart box - The frame that keeps the shape.
 * @csspart video - The video itself.
 * @csspart play-button - Plays and pauses where there are no native controls; over a video that plays, when it is pointed at or focused.
 * @csspart loop - The small silent loop, until the video is wanted.
 * @csspart loop-button - Holds the loop, and lets it go on.
 * @csspart labels - The corner with the notes.
 * @csspart label - The note that AI made the video.
 * @csspart preview-label - The note that a stand-in made it.
 * @csspart problem - What is said when it can't be shown.
 * @csspart retry-button - Asks for it once more.
 * @cssproperty --refreel-accent - The one strong colour: around what has the focus.
 * @cssproperty --refreel-text - Text.
 * @cssproperty --refreel-radius - Roundness of the frame.
 * @cssproperty --refreel-font - The font, the page's own otherwise.
 * @cssproperty --refreel-player-background - Behind a video of another shape.
 */
export class RefreelPlayer extends PlayerPage {
  static override styles = playerStyles
  static override properties = {
    over: { state: true },
    facts: { state: true },
    near: { state: true },
    seen: { state: true },
    problem: { state: true },
    started: { state: true },
    playing: { state: true },
  }
  /** @internal */
  declare facts: VideoFacts | undefined
  /** @internal */
  declare near: boolean | undefined
  /** @internal */
  declare seen: boolean | undefined
  /**
   * The key of the words for what went wrong.
   * @internal
   */
  declare problem: 'gone' | 'unreachable' | undefined
  /**
   * The video is playing or was played.
   * @internal
   */
  declare started: boolean | undefined
  declare private playing: boolean | undefined
  /**
   * Draws the silent loop over the video, until the video is played.
   * @internal
   */
  declare over: (() => TemplateResult | undefined) | undefined
  /** The lazy features that are loaded or being loaded. */
  readonly #features = new Set<string>()
  #stopWatching: (() => void)[] = []
  #focused: Element | null | undefined
  #loadingFacts: AbortController | undefined
  /** Retries since the last success. */
  #retries = 0
  /** The visitor pressed the retry button: a second failure is reported too. */
  #retriedByHand = false
  /** Counts `pause()`, so that a `play()` called earlier doesn't start late. */
  #pauses = 0
  #factsLoaded: Promise<void> | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    this.#setRatio()
    this.#stopWatching = [
      whenNear(this, () => {
        this.near = true
      }),
      whenNear(
        this,
        () => {
          this.seen = true
        },
        '0px',
      ),
    ]
    // A retry that fell due off the page is made up for.
    this.#retry()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const stop of this.#stopWatching) stop()
    this.#loadingFacts?.abort()
    this.#loadingFacts = undefined
    removeEventListener('online', this.#retry)
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot()
    echo(root, this)
    return root
  }

  protected wordsIn(lang: string, texts: readonly Texts[]): PlayerWords | Promise<PlayerWords> {
    return playerWords(lang, texts)
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed)
    this.#focused = this.shadowRoot?.activeElement
    const another = changed.has('video') || changed.has('src')
    if (another) {
      this.#retries = 0
      this.#loadingFacts?.abort()
      this.#loadingFacts = undefined
      this.facts = undefined
      this.#clearProblem()
      this.started = false
      this.playing = false
    }
    for (const feature of ['autoplay', 'previewLoop', 'generateSchema'] as const) {
      if (this[feature] && changed.has(feature)) this.#loadFeature(feature)
    }
    this.#setRatio()
    const id = this.isConnected && this.near && !this.src && !this.facts && !this.#loadingFacts && this.video
    if (id) this.#factsLoaded = this.#loadFacts(id)
  }

  /** Focus is never lost: when the focused element is gone, the video or its play button takes the focus. */
  protected override updated(): void {
    if (this.#focused?.isConnected !== false) return
    this.renderRoot.querySelector<HTMLElement>(this.controls ? 'video' : 'button')?.focus()
  }

  /** Starts from the beginning or goes on; loads what is needed for that. Rejects as a media element does, also where there is no video, or where `pause()` came before it began. */
  async play(): Promise<void> {
    const pauses = this.#pauses
    this.near = true
    if (this.problem) this.#reload()
    await this.updateComplete
    await this.#factsLoaded
    await this.updateComplete
    if (pauses !== this.#pauses) throw new DOMException('', 'AbortError')
    if (!this.#media) throw new DOMException(this.words(this.problem ?? 'gone'), 'NotSupportedError')
    await this.#media.play()
  }

  /** Holds the video where it is. */
  pause(): void {
    this.#pauses += 1
    this.#media?.pause()
  }

  /** Whether it stands still. */
  get paused(): boolean {
    return this.#media?.paused ?? true
  }

  /** Seconds; not a number until it is known. */
  get duration(): number {
    return this.#media?.duration ?? this.facts?.duration ?? Number.NaN
  }

  /** Seconds from the beginning. */
  get currentTime(): number {
    return this.#media?.currentTime ?? 0
  }

  set currentTime(seconds: number) {
    if (this.#media) this.#media.currentTime = seconds
  }

  get #media(): HTMLVideoElement | null | undefined {
    return this.renderRoot?.querySelector('video')
  }

  #setRatio(): void {
    this.style.setProperty('--_ratio', shapeOf(this.aspectRatio, this.facts))
  }

  /** A feature that fails to load is left out, until its property is set again. */
  #loadFeature(feature: keyof typeof FEATURES): void {
    if (this.#features.has(feature)) return
    this.#features.add(feature)
    FEATURES[feature]()
      .then(({ attach }) => {
        attach(this)
        this.requestUpdate()
      })
      .catch(() => this.#features.delete(feature))
  }

  async #loadFacts(id: string): Promise<void> {
    const loading = new AbortController()
    this.#loadingFacts = loading
    try {
      const facts = await videoFacts(cleanEndpoint(this.endpoint), id, loading.signal)
      if (loading.signal.aborted) return
      if ('code' in facts) return this.#fail(facts.code, 'gone')
      this.facts = facts
      this.#retries = 0
      this.#clearProblem()
    } catch {
      // The Worker gave no answer, or the connection was lost within the answer.
      if (!loading.signal.aborted) this.#fail('network')
    }
  }

  /** A connection lost in the middle counts as a network error; at the start browsers don't tell such an error from a bad file. */
  #broken(event: Event): void {
    const { error } = event.target as HTMLVideoElement
    this.#fail(error?.code === MEDIA_ERR_NETWORK || !navigator.onLine ? 'network' : 'unplayable')
  }

  /** Dispatches one error event for a row of failures. Everything but a missing video is retried: after a while, or when the browser is online again. */
  #fail(code: string, problem: RefreelPlayer['problem'] = 'unreachable'): void {
    const told = this.problem === problem && !this.#retriedByHand
    this.#retriedByHand = false
    this.problem = problem
    if (!told) this.dispatchEvent(errorEvent({ code, message: this.words(problem) }))
    if (problem === 'gone') return
    if (!navigator.onLine) addEventListener('online', this.#retry, { once: true })
    else if (this.#retries < RETRIES) setTimeout(this.#retry, FIRST_RETRY_MS * 2 ** (this.#retries++ + Math.random()))
  }

  /** One function for all listeners and timers, so that `addEventListener` adds it once. */
  readonly #retry = () => {
    if (this.problem && this.isConnected) this.#reload()
  }

  #clearProblem(): void {
    this.problem = undefined
  }

  protected override render() {
    const { words } = this
    const src = this.src || this.facts?.url
    const poster = this.poster ?? this.facts?.poster_url
    const name = this.alt ?? this.facts?.alt ?? this.facts?.title ?? words('player')
    const over = this.over?.()
    // Without controls there is a play button; without a poster the video's first frame is shown.
    return html`
      <div class="box" part="box" lang=${words.lang} dir=${words.dir}>
        ${
          this.near && src
            ? html`<video
                part="video"
                aria-label=${name}
                src=${src}
                poster=${poster ?? nothing}
                preload=${this.seen && !poster ? 'metadata' : 'none'}
                playsinline
                .muted=${this.muted || this.autoplay}
                ?loop=${this.loop}
                ?controls=${this.controls && !over}
                @play=${this.#playChanged}
                @pause=${this.#playChanged}
                @loadedmetadata=${this.#clearProblem}
                @error=${this.#broken}
              ></video>`
            : nothing
        }
        ${over}
        ${
          (over || !this.controls) && src && !this.problem
            ? html`<button
                class="play ${this.playing ? 'on' : ''}"
                part="play-button"
                aria-label=${words(this.playing ? 'hold' : 'play')}
                @click=${() => (this.playing ? this.pause() : this.play().catch(() => {}))}
              >
                <svg viewBox="0 0 24 24" aria-hidden="true">
                  <path d=${this.playing ? 'M7 6h3v12H7Zm6 0h3v12h-3Z' : 'M8 5.5v13l11-6.5Z'} />
                </svg>
              </button>`
            : nothing
        }
        <p class="labels" part="labels" ?hidden=${!src}>
          ${this.withoutLabel ? nothing : html`<span class="label" part="label">${words('ai_label')}</span>`}
          ${
            this.preview || this.facts?.preview
              ? html`<span class="label" part="preview-label">${words('preview_label')}</span>`
              : nothing
          }
        </p>
        ${
          this.problem
            ? html`<div class="problem" part="problem">
                <p>${words(this.problem)}</p>
                ${this.problem === 'unreachable' ? html`<button part="retry-button" @click=${this.#reload}>${words('again')}</button>` : nothing}
              </div>`
            : nothing
        }
      </div>
    `
  }

  /** Loads the video again, from where it stopped. The problem stays on screen until the video is loaded. */
  #reload(byHand?: Event): void {
    this.#retriedByHand = Boolean(byHand)
    const media = this.#media
    this.#loadingFacts?.abort()
    this.#loadingFacts = undefined
    this.requestUpdate()
    if (!media) return
    const { currentTime, paused } = media
    media.load()
    media.currentTime = currentTime
    if (!paused) media.play().catch(() => {})
  }

  #playChanged({ type }: Event): void {
    this.playing = type === 'play'
    this.started ||= this.playing
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'refreel-player': RefreelPlayer
  }
}
