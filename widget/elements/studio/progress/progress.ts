/** `<refreel-progress>`: a named progress bar; without a known fraction it only shows that something goes on. */
import { html } from 'lit'
import { RefreelElement } from '../../element.ts'
import { progressStyles } from './progress.styles.ts'

/**
 * @summary A progress bar; no live region, announcements are made elsewhere.
 * @csspart progress - The track of a progress bar.
 * @csspart progress-bar - What of it is done.
 */
export class RefreelProgress extends RefreelElement {
  static readonly sheets = [progressStyles]
  static override properties = { fraction: { type: Number }, name: { type: String } }
  /** 0 to 1; undefined while the progress is unknown. */
  declare fraction: number | undefined
  declare name: string

  constructor() {
    super()
    this.name = ''
  }

  protected override createRenderRoot(): HTMLElement {
    return this
  }

  protected override willUpdate(): void {
    this.role = 'progressbar'
    this.ariaLabel = this.name
    this.ariaValueMin = '0'
    this.ariaValueMax = '100'
    const known = this.fraction !== undefined
    const percent = Math.round((this.fraction ?? 0) * 100)
    if (known) this.setAttribute('aria-valuenow', String(percent))
    else this.removeAttribute('aria-valuenow')
    this.setAttribute('part', 'progress')
    this.toggleAttribute('data-unknown', !known)
    this.style.setProperty('--_done', `${percent}%`)
  }

  protected override render() {
    return html`<span class="progress-bar" part="progress-bar"></span>`
  }
}
