/** The result: the video first, then what can be done with it. */
import { html, nothing } from 'lit'
import type { Texts } from '../../../locales/texts.ts'
import { icons } from '../../../styles/icons.ts'
import { StudioPiece } from '../piece.ts'
import { ratioOf } from '../ratio.ts'

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
 * @csspart another-button - Back to composing, with a new seed.
 * @csspart same-button - Back to composing, with the same seed.
 */
export class RefreelResult extends StudioPiece {
  static override properties = {
    ...StudioPiece.properties,
    texts: { attribute: false },
    withoutDownload: { attribute: false },
  }
  declare texts: Texts | undefined
  declare withoutDownload: boolean

  constructor() {
    super()
    this.withoutDownload = false
  }

  protected override willUpdate(): void {
    this.style.setProperty('--_stage', ratioOf(this.snapshot.generation?.input.aspect_ratio))
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
            .src=${video.url}
            .poster=${video.poster_url}
            .alt=${alt ?? title ?? generation.input.prompt}
            .aspectRatio=${generation.input.aspect_ratio ?? '16:9'}
            .preview=${generation.preview}
            .texts=${this.texts}
          ></refreel-player>
        </slot>
      </div>
      <div class="row result-actions">
        ${
          this.withoutDownload
            ? nothing
            : html`<a class="button primary" part="download-link" href=${video.download_url} download>
                ${icons.download}${words('download')}
              </a>`
        }
        <button part="another-button" @click=${() => this.ask({ type: 'again', keepSeed: false })}>
          ${icons.add}${words('another')}
        </button>
        <button class="quiet" part="same-button" @click=${() => this.ask({ type: 'again', keepSeed: true })}>
          ${icons.again}${words('same')}<span class="small muted">${words('same_note')}</span>
        </button>
        <slot name="actions"></slot>
      </div>
      <p class="small muted">${words('made_by_ai')}</p>
    `
  }
}
