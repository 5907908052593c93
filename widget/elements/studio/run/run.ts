/** `<refreel-run>`: a run while it goes on, with its status, progress and time, and a cancel button. */
import { html, nothing } from 'lit'
import { icons } from '../../../styles/icons.ts'
import { ratioOf } from '../ratio.ts'
import { StudioChild } from '../studio-child.ts'
import { runStyles } from './run.styles.ts'

const TICK_MS = 1000

/**
 * @summary The stage of a run.
 * @csspart stage - The frame, in the shape of the video to come.
 * @csspart stage-backdrop - The first picture, blurred.
 * @csspart status - What goes on, in words.
 * @csspart time - How long it took and will take.
 * @csspart cancel-button - Stops the run.
 */
export class RefreelRun extends StudioChild {
  static readonly sheets = [runStyles]
  static override properties = { ...StudioChild.properties, seconds: { state: true } }
  declare private seconds: number
  #ticking: ReturnType<typeof setInterval> | undefined

  constructor() {
    super()
    this.seconds = 0
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#ticking = setInterval(() => this.#tick(), TICK_MS)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    clearInterval(this.#ticking)
  }

  protected override willUpdate(): void {
    this.#tick()
    this.style.setProperty('--_stage', ratioOf(this.snapshot.generation?.input.aspect_ratio))
  }

  protected override render() {
    const { snapshot, words } = this
    const { generation, phase, pending, references } = snapshot
    if (!generation) return nothing
    const picture = references.find((item) => item.kind === 'image' && item.preview)?.preview
    return html`
      <div class="stage" part="stage">
        ${picture ? html`<img class="stage-backdrop" part="stage-backdrop" src=${picture} alt="" />` : nothing}
        <div class="stage-text">
          ${picture ? html`<img class="stage-star" src=${picture} alt="" />` : html`<span class="stage-star">${icons.spark}</span>`}
          <p class="stage-title" part="status">${this.#status()}</p>
          <refreel-progress
            .fraction=${phase === 'generating' ? generation.progress?.fraction : undefined}
            .name=${words('progress')}
          ></refreel-progress>
          <p class="small" part="time">${this.#time()}</p>
          <button
            class="cancel"
            part="cancel-button"
            ?hidden=${phase === 'storing'}
            aria-disabled=${pending ? 'true' : nothing}
            @click=${() => this.ask({ type: 'cancel' })}
          >${words(pending === 'cancel' ? 'canceling' : 'cancel')}</button>
        </div>
      </div>
      <p class="small muted stage-note">${words('usual')} ${words('tip_waiting')}</p>
    `
  }

  #status(): string {
    const { words, snapshot } = this
    const { phase, generation } = snapshot
    const position = generation?.queue?.position
    if (phase === 'queued') return position ? words('queued_place', { position }) : words('queued')
    return words(phase === 'storing' ? 'storing' : 'generating')
  }

  #time(): string {
    const { words, snapshot, seconds } = this
    const { generation } = snapshot
    const left = generation?.progress?.eta_seconds ?? generation?.queue?.eta_seconds
    const so = words('elapsed', { time: words.clock(seconds) })
    return left ? `${so} · ${words('left', { time: words.time(left) })}` : so
  }

  #tick(): void {
    const { since } = this.snapshot
    this.seconds = since === undefined ? 0 : Math.max(0, Math.floor((Date.now() - since) / 1000))
  }
}
