/** `<refreel-player>`: shows one stored video, and loads nothing but its poster before it is wanted. */
import { html, nothing } from 'lit'
import type { VideoFacts } from '../../../worker/contract/generation.ts'
import { cleanEndpoint } from '../../client/endpoint.ts'
import { isAbort, NetworkError, ProblemError } from '../../client/problem.ts'
import { videoFacts } from '../../client/videos.ts'
import { RefreelErrorEvent } from '../../events/error.ts'
import { type PlayerWords, playerWords } from '../../locales/player.ts'
import type { Texts } from '../../locales/texts.ts'
import { tokens } from '../../styles/tokens.ts'
import { whenNear } from '../near.ts'
import { mayAutoplay } from './autoplay.ts'
import { echo } from './media-events.ts'
import { playerStyles } from './player.styles.ts'
import { PlayerPage } from './player-page.ts'

/** `16:9`, `16/9` or a number, as CSS wants it. */
function toRatio(text: string | undefined): string | undefined {
  const [, width, height = '1'] = /^\s*(\d+(?:\.\d+)?)\s*(?:[:/]\s*(\d+(?:\.\d+)?))?\s*$/.exec(text ?? '') ?? []
  return width && Number(height) > 0 ? `${width} / ${height}` : undefined
}

/**
 * @summary A stored video with poster, native controls and the note that AI made it.
 * @event refreel-error - The video is not there or can't be played.
 * @event abort, canplay, canplaythrough, durationchange, emptied, ended, error, loadeddata, loadedmetadata, loadstart, pause, play, playing, progress, ratechange, seeked, seeking, stalled, suspend, timeupdate, volumechange, waiting - As of every media element; it doesn't bubble.
 * @attr lang - The language: en, de, es, fr, it, pt, ja, zh, ar; the page's own otherwise. The direction follows.
 * @csspart box - The frame that keeps the shape.
 * @csspart video - The video itself.
 * @csspart play-button - The big button while there are no native controls.
 * @csspart loop - The small silent loop, until the video is wanted.
 * @csspart loop-button - Holds the loop, and lets it go on.
 * @csspart labels - The corner with the notes.
 * @csspart label - The note that AI made the video.
 * @csspart preview-label - The note that a stand-in made it.
 * @csspart problem - What is said when it can't be shown.
 * @cssproperty --refreel-accent - The one strong colour: around what has the focus.
 * @cssproperty --refreel-text - Text.
 * @cssproperty --refreel-radius - Roundness of the frame.
 * @cssproperty --refreel-font - The font, the page's own otherwise.
 * @cssproperty --refreel-player-background - Behind a video of another shape.
 */
export class RefreelPlayer extends PlayerPage {
  static override styles = [tokens, playerStyles]
  static override properties = {
    stopped: { state: true },
    facts: { state: true },
    near: { state: true },
    seen: { state: true },
    problem: { state: true },
    idle: { state: true },
  }
  declare private facts: VideoFacts | undefined
  declare private near: boolean
  declare private seen: boolean
  /** Which words say what is wrong. */
  declare private problem: 'gone' | 'unreachable' | undefined
  /** Nothing was played yet. */
  declare private idle: boolean
  /** The loop was stopped by hand. */
  declare private stopped: boolean
  #removeSchema: (() => void) | undefined
  #stopWatching: (() => void)[] = []
  #asking: AbortController | undefined

  constructor() {
    super()
    this.stopped = false
    this.near = false
    this.seen = false
    this.idle = true
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#stopWatching = [
      whenNear(this, () => {
        this.near = true
      }),
      whenNear(this, () => this.#inView(), '0px'),
    ]
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    for (const stop of this.#stopWatching) stop()
    this.#asking?.abort()
    this.#asking = undefined
    this.#forgetSchema()
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
    if (changed.has('video') || changed.has('src')) {
      this.#asking?.abort()
      this.#asking = undefined
      this.facts = undefined
      this.problem = undefined
      this.idle = true
      this.stopped = false
    }
    const own = this.facts?.width && this.facts.height ? `${this.facts.width} / ${this.facts.height}` : undefined
    const ratio = toRatio(this.aspectRatio) ?? own
    if (ratio) this.style.setProperty('--_ratio', ratio)
    else this.style.removeProperty('--_ratio')
    if (this.near && this.video && !this.src && !this.facts && !this.#asking) void this.#ask(this.video)
    if (changed.has('facts') || changed.has('generateSchema')) {
      // A page whose Trusted Types allow no policy of ours has chosen to tell search engines nothing.
      this.#tellSearch().catch(() => {})
    }
  }

  /** Starts from the beginning or goes on; loads what is needed for that. */
  async play(): Promise<void> {
    this.near = true
    await this.updateComplete
    if (this.video && !this.src && !this.facts) {
      await this.#ask(this.video)
      await this.updateComplete
    }
    await this.#media?.play()
  }

  /** Holds the video where it is. */
  pause(): void {
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

  get #media(): HTMLVideoElement | null {
    return this.renderRoot?.querySelector('video') ?? null
  }

  #inView(): void {
    this.seen = true
    if (this.autoplay && mayAutoplay()) this.play().catch(() => {})
  }

  /** Loaded where a page wants it; what was told before is taken back. */
  async #tellSearch(): Promise<void> {
    this.#forgetSchema()
    const { facts } = this
    if (!facts || !this.generateSchema) return
    const { addSchema, videoObject } = await import('./schema.ts')
    if (facts !== this.facts || !this.isConnected || !this.generateSchema) return
    this.#forgetSchema()
    const name = this.alt ?? this.words('player')
    this.#removeSchema = addSchema(videoObject(facts, cleanEndpoint(this.endpoint), name))
  }

  #forgetSchema(): void {
    this.#removeSchema?.()
    this.#removeSchema = undefined
  }

  async #ask(id: string): Promise<void> {
    const asking = new AbortController()
    this.#asking?.abort()
    this.#asking = asking
    try {
      this.facts = await videoFacts(cleanEndpoint(this.endpoint), id, asking.signal)
    } catch (error) {
      if (isAbort(error) || asking.signal.aborted) return
      const code =
        error instanceof ProblemError ? error.code : error instanceof NetworkError ? 'network' : 'internal-error'
      this.#fail(code)
    }
  }

  #fail(code: string): void {
    this.problem = code === 'network' ? 'unreachable' : 'gone'
    this.dispatchEvent(new RefreelErrorEvent({ code, message: this.words(this.problem) }))
  }

  protected override render() {
    const { words } = this
    const src = this.src ?? this.facts?.url
    const poster = this.poster ?? this.facts?.poster_url
    const name = this.alt ?? this.facts?.alt ?? this.facts?.title ?? words('player')
    const loop = this.previewLoop && this.seen && this.idle && !this.problem ? this.facts?.loop_url : undefined
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
                ?controls=${this.controls && !loop}
                @play=${this.#started}
                @error=${() => this.#fail('unplayable')}
              ></video>`
            : nothing
        }
        ${loop && mayAutoplay() ? this.#loop(loop, words) : nothing}
        ${
          (loop || !this.controls) && this.idle && src && !this.problem
            ? html`<button class="play" part="play-button" aria-label=${words('play')} @click=${() => this.play().catch(() => {})}>
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M8 5.5v13l11-6.5Z" /></svg>
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
        ${this.problem ? html`<p class="problem" part="problem">${words(this.problem)}</p>` : nothing}
      </div>
    `
  }

  /** Over the video until it is wanted. What moves for long can be stopped: WCAG 2.2.2. */
  #loop(src: string, words: PlayerWords) {
    const toggle = (event: Event) => {
      const loop = this.renderRoot.querySelector<HTMLVideoElement>('.loop')
      event.stopPropagation()
      this.stopped = !this.stopped
      if (this.stopped) loop?.pause()
      else loop?.play().catch(() => {})
    }
    return html`
      <video
        class="loop"
        part="loop"
        src=${src}
        aria-hidden="true"
        tabindex="-1"
        .muted=${true}
        autoplay
        loop
        playsinline
        disablepictureinpicture
      ></video>
      <button class="stop" part="loop-button" aria-label=${words(this.stopped ? 'move' : 'hold')} @click=${toggle}>
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d=${this.stopped ? 'M9 6v12l9-6Z' : 'M8 6h3v12H8Zm5 0h3v12h-3Z'} />
        </svg>
      </button>
    `
  }

  #started(): void {
    this.idle = false
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'refreel-player': RefreelPlayer
  }
}
