/** The result: the video first, then what can be done with it. */
import { html, nothing } from 'lit'
import type { Video } from '../../../../worker/contract/generation.ts'
import { isAbort } from '../../../client/problem.ts'
import type { Texts } from '../../../locales/texts.ts'
import { icons } from '../../../styles/icons.ts'
import { lateIcons } from '../../../styles/late-icons.ts'
import type { RefreelPlayer } from '../../player/player.ts'
import { StudioPiece } from '../piece.ts'
import { ratioOf } from '../ratio.ts'

/** Milliseconds for which a signed address is surely good; the Worker gives it an hour at least. */
const FRESH_MS = 50 * 60_000

/** Since when each is known (ms): an earlier one that is shown again is no younger for it. */
const knownSince = new WeakMap<Video, number>()

/** What can be handed on: its page, or its own address where that doesn't expire. */
const linkOf = ({ page_url, url }: Video): string => page_url ?? (url.includes('?') ? '' : url)

/**
 * @summary The finished video.
 * @slot player - In place of the player.
 * @slot actions - Beside the buttons.
 * @csspart result - The frame around the finished video.
 * @csspart player - The player.
 * @csspart player-box - Its frame.
 * @csspart video - Its video.
 * @csspart player-label - Its note that AI made the video.
 * @csspart preview-label - Its note that a stand-in made it.
 * @csspart download-link - Downloads the video.
 * @csspart loop-button - Lets the video begin again at its end, or not.
 * @csspart share-button - Hands the video's link on, or copies it.
 * @csspart share-note - Says that the link was copied.
 * @csspart share-link - The link itself, where it could not be copied.
 * @csspart another-button - Back to composing, with a new seed.
 * @csspart back-button - From an earlier video back to what was being composed or made.
 * @csspart same-button - Back to composing, with the same seed.
 */
export class RefreelResult extends StudioPiece {
  static override properties = {
    ...StudioPiece.properties,
    texts: { attribute: false },
    withoutDownload: { attribute: false },
    looping: { state: true },
    shared: { state: true },
  }
  declare texts: Texts | undefined
  declare withoutDownload: boolean
  declare private looping: boolean
  /** What became of the link. */
  declare private shared: 'copied' | 'shown' | undefined

  #video: Video | undefined
  /** What is played: new addresses are for the next download alone, unless it can't be played any more. */
  #src: string | undefined
  #broken = false
  /** Seconds to which the video goes back after that. */
  #place = 0
  /** Downloading waits for a new address. */
  #wanted = false

  constructor() {
    super()
    this.withoutDownload = false
    this.looping = false
  }

  protected override willUpdate(): void {
    const { generation } = this.snapshot
    const video = generation?.video
    const another = video?.id !== this.#video?.id
    if (another) this.shared = undefined
    if (another || (this.#broken && video !== this.#video)) {
      this.#src = video?.url
      this.#broken = false
    }
    this.#video = video
    if (video && !knownSince.has(video)) knownSince.set(video, Date.now())
    this.style.setProperty('--_stage', ratioOf(generation?.input.aspect_ratio))
  }

  protected override render() {
    const { words, snapshot } = this
    const { generation } = snapshot
    const video = generation?.video
    if (!generation || !video) return nothing
    const { alt, title } = generation.metadata
    return html`
      <div class="result" part="result">
        <slot name="player">
          <refreel-player
            part="player"
            exportparts="box: player-box, video, label: player-label, preview-label"
            controls
            .loop=${this.looping}
            .src=${this.#src}
            .poster=${video.poster_url}
            .alt=${alt ?? title ?? generation.input.prompt}
            .aspectRatio=${generation.input.aspect_ratio ?? '16:9'}
            .preview=${generation.preview}
            .texts=${this.texts}
            @refreel-error=${this.#failed}
          ></refreel-player>
        </slot>
      </div>
      <div class="row result-actions">
        ${
          this.withoutDownload
            ? nothing
            : html`<a class="button primary wide" part="download-link" href=${video.download_url} download @click=${this.#download}>
                ${lateIcons.download}${words('download')}
              </a>`
        }
        <button
          part="loop-button"
          aria-pressed=${this.looping}
          @click=${() => {
            this.looping = !this.looping
          }}
        >${lateIcons.loop}${words('loop')}</button>
        ${
          linkOf(video)
            ? html`<button part="share-button" @click=${() => this.#share(linkOf(video), alt ?? title)}>
                ${lateIcons.share}${words('share')}
              </button>`
            : nothing
        }
        <button class="wide" part="another-button" @click=${() => this.ask({ type: 'compose', keepSeed: false })}>
          ${icons.add}${words('another')}
        </button>
        <button class="wide" part="same-button" @click=${() => this.ask({ type: 'compose', keepSeed: true })}>
          ${icons.again}${words('same')}<span class="small muted">${words('same_note')}</span>
        </button>
        ${
          snapshot.opened
            ? html`<button class="quiet wide" part="back-button" @click=${() => this.ask({ type: 'close' })}>${words(snapshot.behind ? 'back_run' : 'back')}</button>`
            : nothing
        }
        <slot name="actions"></slot>
      </div>
      <p class="small share-note" role="status" part="share-note">${this.shared === 'copied' ? words('share_copied') : nothing}</p>
      ${
        this.shared === 'shown'
          ? html`<input
              type="text"
              readonly
              dir="ltr"
              part="share-link"
              aria-label=${words('share_link')}
              .value=${linkOf(video)}
              @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
            />`
          : nothing
      }
      <p class="small muted">${words('made_by_ai')}</p>
    `
  }

  /** A signed address, and drawn so long ago that it may have expired. */
  get #stale(): boolean {
    const since = (this.#video && knownSince.get(this.#video)) ?? 0
    return Boolean(this.#video?.url.includes('?')) && Date.now() - since > FRESH_MS
  }

  #failed(event: Event): void {
    if (!this.#stale) return
    this.#broken = true
    this.#place = (event.target as RefreelPlayer).currentTime
    this.ask({ type: 'renew' })
  }

  #download(event: Event): void {
    if (!this.#stale) return
    event.preventDefault()
    this.#wanted = true
    this.ask({ type: 'renew' })
  }

  protected override updated(): void {
    if (this.#place && !this.#broken) this.#goBack()
    // A renewal that failed is told, and over.
    if (this.snapshot.error) this.#wanted = false
    if (!this.#wanted || this.#stale) return
    this.#wanted = false
    this.querySelector<HTMLElement>('[part=download-link]')?.click()
  }

  async #goBack(): Promise<void> {
    const player = this.querySelector<RefreelPlayer>('[part=player]')
    const place = this.#place
    this.#place = 0
    await player?.updateComplete
    if (player) player.currentTime = place
  }

  /** By what the device has for it, else by copying; where neither is allowed, the link is shown to be copied by hand. */
  async #share(url: string, title = ''): Promise<void> {
    try {
      if (navigator.share) return await navigator.share({ url, title })
    } catch (error) {
      // The visitor thought better of it.
      if (isAbort(error)) return
    }
    try {
      await navigator.clipboard.writeText(url)
      this.shared = 'copied'
    } catch {
      this.shared = 'shown'
      await this.updateComplete
      this.querySelector<HTMLInputElement>('[part=share-link]')?.focus()
    }
  }
}
