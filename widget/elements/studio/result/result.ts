/** `<refreel-result>`: the finished video, and the buttons for it. */
import { html, nothing } from 'lit'
import type { Video } from '../../../../worker/contract/generation.ts'
import { isAbort } from '../../../client/problem.ts'
import type { Texts } from '../../../locales/texts.ts'
import { icons } from '../../../styles/icons.ts'
import { lazyIcons } from '../../../styles/lazy-icons.ts'
import type { RefreelPlayer } from '../../player/player.ts'
import { ratioOf } from '../ratio.ts'
import { StudioChild } from '../studio-child.ts'
import { resultStyles } from './result.styles.ts'

/** A signed address is good for this many milliseconds; the Worker signs for an hour at least. */
const FRESH_MS = 50 * 60_000

/** When each video's address arrived, in ms since 1970; showing a video again doesn't renew its address. */
const knownSince = new WeakMap<Video, number>()

/** The link to share: the video's page, or the video's address unless that is signed and expires. */
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
export class RefreelResult extends StudioChild {
  static readonly sheets = [resultStyles]
  static override properties = {
    ...StudioChild.properties,
    texts: { attribute: false },
    withoutDownload: { attribute: false },
    looping: { state: true },
    shared: { state: true },
  }
  declare texts: Texts | undefined
  declare withoutDownload: boolean
  declare private looping: boolean
  /** The link was copied, or is shown for copying by hand. */
  declare private shared: 'copied' | 'shown' | undefined

  #video: Video | undefined
  /** The address that the player has; a renewed address replaces it only after the player has failed. */
  #src: string | undefined
  #broken = false
  /** Seconds at which the video resumes after such a failure. */
  #place = 0
  /** A download waits for a renewed address. */
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
                ${lazyIcons.download}${words('download')}
              </a>`
        }
        <button
          part="loop-button"
          aria-pressed=${this.looping}
          @click=${() => {
            this.looping = !this.looping
          }}
        >${lazyIcons.loop}${words('loop')}</button>
        ${
          linkOf(video)
            ? html`<button part="share-button" @click=${() => this.#share(linkOf(video), alt ?? title)}>
                ${lazyIcons.share}${words('share')}
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

  /** The address is signed, and old enough to have expired. */
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
    // A failed renewal is shown as an error; the download doesn't wait any longer.
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

  /** Opens the device's share sheet, else copies the link, else shows the link for copying by hand. */
  async #share(url: string, title = ''): Promise<void> {
    try {
      if (navigator.share) return await navigator.share({ url, title })
    } catch (error) {
      // The visitor closed the share sheet.
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
