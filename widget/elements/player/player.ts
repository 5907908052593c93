/** `<refreel-player>`: shows one stored video, and loads nothing but its poster before it is wanted. */
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

/** What a page may want beside playing, loaded where it does. */
const LATE = {
  autoplay: () => import('./autoplay.ts'),
  previewLoop: () => import('./loop.ts'),
  generateSchema: () => import('./schema.ts'),
}

/** A media element's code for a line that was cut while it loaded. */
const MEDIA_ERR_NETWORK = 2
/** Milliseconds before it is asked for again by itself, up to twice that, twice as long each time; and how often. */
const AGAIN_MS = 2000
const AGAIN_MOST = 6

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
   * Which words say what is wrong.
   * @internal
   */
  declare problem: 'gone' | 'unreachable' | undefined
  /**
   * It is or was played.
   * @internal
   */
  declare started: boolean | undefined
  declare private playing: boolean | undefined
  /**
   * Draws what lies over the video until that is wanted.
   * @internal
   */
  declare over: (() => TemplateResult | undefined) | undefined
  /** What of the late parts is there, or on its way. */
  readonly #brought = new Set<string>()
  #stopWatching: (() => void)[] = []
  #focused: Element | null | undefined
  #asking: AbortController | undefined
  /** How often it was asked for again by itself. */
  #tried = 0
  /** Somebody asked for it once more, and wants to hear what became of it. */
  #wanted = false
  /** How often it was held: what was to be played before is not played any more. */
  #holds = 0
  #answered: Promise<void> | undefined

  override connectedCallback(): void {
    super.connectedCallback()
    this.#shape()
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
    // What was to be tried while it was away.
    this.#retry()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const stop of this.#stopWatching) stop()
    this.#asking?.abort()
    this.#asking = undefined
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
      this.#tried = 0
      this.#asking?.abort()
      this.#asking = undefined
      this.facts = undefined
      this.#well()
      this.started = false
      this.playing = false
    }
    for (const wish of ['autoplay', 'previewLoop', 'generateSchema'] as const) {
      if (this[wish] && changed.has(wish)) this.#bring(wish)
    }
    this.#shape()
    const id = this.isConnected && this.near && !this.src && !this.facts && !this.#asking && this.video
    if (id) this.#answered = this.#ask(id)
  }

  /** Focus never falls off: when what had it has made room, what plays the video takes it. */
  protected override updated(): void {
    if (this.#focused?.isConnected !== false) return
    this.renderRoot.querySelector<HTMLElement>(this.controls ? 'video' : 'button')?.focus()
  }

  /** Starts from the beginning or goes on; loads what is needed for that. Rejects as a media element does, also where there is no video, or where `pause()` came before it began. */
  async play(): Promise<void> {
    const holds = this.#holds
    this.near = true
    if (this.problem) this.#again()
    await this.updateComplete
    await this.#answered
    await this.updateComplete
    if (holds !== this.#holds) throw new DOMException('', 'AbortError')
    if (!this.#media) throw new DOMException(this.words(this.problem ?? 'gone'), 'NotSupportedError')
    await this.#media.play()
  }

  /** Holds the video where it is. */
  pause(): void {
    this.#holds += 1
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

  #shape(): void {
    this.style.setProperty('--_ratio', shapeOf(this.aspectRatio, this.facts))
  }

  /** A player can do without. */
  #bring(wish: keyof typeof LATE): void {
    if (this.#brought.has(wish)) return
    this.#brought.add(wish)
    LATE[wish]()
      .then(({ attach }) => {
        attach(this)
        this.requestUpdate()
      })
      .catch(() => this.#brought.delete(wish))
  }

  async #ask(id: string): Promise<void> {
    const asking = new AbortController()
    this.#asking = asking
    try {
      const facts = await videoFacts(cleanEndpoint(this.endpoint), id, asking.signal)
      if (asking.signal.aborted) return
      if ('code' in facts) return this.#fail(facts.code, 'gone')
      this.facts = facts
      this.#tried = 0
      this.#well()
    } catch {
      // No answer, or one that was cut off.
      if (!asking.signal.aborted) this.#fail('network')
    }
  }

  /** A line that was cut in the middle is told as such; at the start the browser doesn't say whether it was the line. */
  #broken(event: Event): void {
    const { error } = event.target as HTMLVideoElement
    this.#fail(error?.code === MEDIA_ERR_NETWORK || !navigator.onLine ? 'network' : 'unplayable')
  }

  /** Told once; what may come yet is asked for again, at once when there is a network again. */
  #fail(code: string, problem: RefreelPlayer['problem'] = 'unreachable'): void {
    const told = this.problem === problem && !this.#wanted
    this.#wanted = false
    this.problem = problem
    if (!told) this.dispatchEvent(errorEvent({ code, message: this.words(problem) }))
    if (problem === 'gone') return
    if (!navigator.onLine) addEventListener('online', this.#retry, { once: true })
    else if (this.#tried < AGAIN_MOST) setTimeout(this.#retry, AGAIN_MS * 2 ** (this.#tried++ + Math.random()))
  }

  /** One function, so that it is called once however often it was wanted. */
  readonly #retry = () => {
    if (this.problem && this.isConnected) this.#again()
  }

  #well(): void {
    this.problem = undefined
  }

  protected override render() {
    const { words } = this
    const src = this.src || this.facts?.url
    const poster = this.poster ?? this.facts?.poster_url
    const name = this.alt ?? this.facts?.alt ?? this.facts?.title ?? words('player')
    const over = this.over?.()
    // Without controls there is a button; without a poster the first frame has to do.
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
                @play=${this.#turned}
                @pause=${this.#turned}
                @loadedmetadata=${this.#well}
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
                ${this.problem === 'unreachable' ? html`<button part="retry-button" @click=${this.#again}>${words('again')}</button>` : nothing}
              </div>`
            : nothing
        }
      </div>
    `
  }

  /** A video goes on where it was cut off. The problem stands until there is something in its place. */
  #again(byHand?: Event): void {
    this.#wanted = Boolean(byHand)
    const media = this.#media
    this.#asking?.abort()
    this.#asking = undefined
    this.requestUpdate()
    if (!media) return
    const { currentTime, paused } = media
    media.load()
    media.currentTime = currentTime
    if (!paused) media.play().catch(() => {})
  }

  #turned({ type }: Event): void {
    this.playing = type === 'play'
    this.started ||= this.playing
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'refreel-player': RefreelPlayer
  }
}
