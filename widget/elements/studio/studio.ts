/** `<refreel-studio>`: lets a visitor make a video. It draws the store's snapshots and hands requests on; it decides nothing. */
import { html, nothing } from 'lit'
import type { Generation } from '../../../worker/contract/generation.ts'
import { type Words, wordsFor } from '../../locales/index.ts'
import type { Texts } from '../../locales/texts.ts'
import { isDead } from '../../store/limit.ts'
import { HEARD, isRunning } from '../../store/phases.ts'
import { hasFixedReferences } from '../../store/preset.ts'
import type { StudioRequest } from '../../store/requests.ts'
import type { Phase, Snapshot } from '../../store/snapshot.ts'
import { DropController, type DropHost } from './drop-controller.ts'
import { StoreController, type StoreHost } from './store-controller.ts'
import { studioSheets } from './studio.styles.ts'
import { StudioPage } from './studio-page.ts'

/**
 * @summary Makes a video that keeps who or what is in the visitor's pictures.
 * @attr name - Under this name a form submits the video's id.
 * @attr form - The id of the form that it belongs to, where that is not the one around it.
 * @attr lang - The language: en, de, es, fr, it, pt, ja, zh, ar; the page's own otherwise. The direction follows.
 * @attr phase - Where the studio stands, for style sheets; what a page writes into it counts for nothing.
 * @event refreel-before-generate - Before a video is asked for, by a second try too; cancelable, `detail.input` may be changed.
 * @event refreel-reference-added - A file fits and has its place.
 * @event refreel-reference-removed - A reference has left its place.
 * @event refreel-upload-progress - More of a file was sent.
 * @event refreel-phase - From one phase to another.
 * @event refreel-generation - The run changed.
 * @event refreel-done - The video is there.
 * @event refreel-error - Something was refused or failed.
 * @slot heading - In place of the heading and its line.
 * @slot empty - In place of the invitation's words.
 * @slot actions - Beside the result's buttons.
 * @slot player - In place of the player.
 * @slot footer - In place of the note about AI.
 * @csspart frame - Everything: the studio’s frame.
 * @csspart header - The heading and its line.
 * @csspart heading - The heading.
 * @csspart lead - The line below it.
 * @csspart preview-note - Says that a stand-in plays the model.
 * @csspart footer - The note about AI.
 * @csspart drop-veil - Over everything while files hover.
 * @cssproperty --refreel-accent - The one strong colour.
 * @cssproperty --refreel-on-accent - Text on it.
 * @cssproperty --refreel-surface - Behind everything.
 * @cssproperty --refreel-raised - Slightly set off from it.
 * @cssproperty --refreel-text - Text.
 * @cssproperty --refreel-muted - Text that matters less.
 * @cssproperty --refreel-line - Lines that only divide.
 * @cssproperty --refreel-control - Lines of fields.
 * @cssproperty --refreel-danger - What went wrong.
 * @cssproperty --refreel-radius - Roundness of the large boxes; smaller ones follow.
 * @cssproperty --refreel-button-radius - Roundness of the buttons.
 * @cssproperty --refreel-space - The small step between things.
 * @cssproperty --refreel-font - The font, the page's own otherwise.
 * @cssstate empty - There is no reference yet.
 * @cssstate uploading - References are on their way.
 * @cssstate ready - A video can be asked for.
 * @cssstate queued - The run waits for its turn.
 * @cssstate generating - The model works.
 * @cssstate storing - The video is being kept.
 * @cssstate done - The video is there.
 * @cssstate failed - The run ended without one.
 * @cssstate canceled - The visitor took it back.
 */
export class RefreelStudio extends StudioPage implements DropHost, StoreHost {
  static override styles = studioSheets
  static override properties = { over: { state: true } }
  /** Files hover over the studio. */
  declare private over: boolean
  readonly #store = new StoreController(this)
  /** The element that had the focus before a draw. */
  #focused: Element | null | undefined

  constructor() {
    super()
    this.over = false
    for (const name of ['empty', 'room']) this.state(name, true)
    new DropController(this)
  }

  /** Where the studio stands; also as its attribute and as `:state(…)`. */
  get phase(): Phase {
    return this.#store.snapshot.phase
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.setAttribute('phase', this.phase)
    // A form is held up before there are words too.
    if (!this.hasUpdated) this.hold('…', undefined)
  }

  /** The first draw waits for the presets, which would make the page jump; but not for long. */
  protected override settled(): Promise<void> {
    return this.#store.firstDraw
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed)
    this.#focused = this.shadowRoot?.activeElement
    this.#store.pageChanged(changed)
  }

  /** Focus is never lost: when the focused element is gone, the frame takes the focus. */
  protected override updated(): void {
    const find = (selector: string) => this.renderRoot.querySelector<HTMLElement>(selector) ?? undefined
    const frame = find('.frame')
    if (this.#focused && !this.#focused.isConnected) frame?.focus()
    this.hold(this.words(isRunning(this.phase) ? 'field_running' : 'field_missing'), find('.ask > button') ?? frame)
  }

  protected wordsIn(lang: string, texts: readonly Texts[]): Words | Promise<Words> {
    return wordsFor(lang, texts)
  }

  /** Adds files as if the visitor had chosen them; resolves when each has its place or was refused. */
  async addReferences(files: Iterable<File>): Promise<void> {
    await this.#store.add([...files])
  }

  /** Asks for the video, as the button does; resolves with the run, or undefined when none was begun. */
  async generate(): Promise<Generation | undefined> {
    return this.#store.generate()
  }

  /** Takes the run back. */
  async cancel(): Promise<void> {
    await this.#store.request({ type: 'cancel' })
  }

  /** Forgets the run and the references, and starts from the page's values. A run that goes on does so, among the earlier videos. */
  reset(): void {
    void this.#store.request({ type: 'reset' })
  }

  /** Plays the finished video, by the page's own player where it brings one that can. */
  async play(): Promise<void> {
    await this.#store.shown()
    const { renderRoot } = this
    const [own] = renderRoot.querySelector<HTMLSlotElement>('slot[name=player]')?.assignedElements() ?? []
    await ((own as HTMLMediaElement | undefined) ?? renderRoot.querySelector('refreel-player'))?.play?.()
  }

  /** @internal */
  takesFiles(): boolean {
    const { snapshot } = this.#store
    return HEARD[snapshot.phase].includes('add') && !hasFixedReferences(snapshot) && !isDead(snapshot)
  }

  /** @internal */
  filesArrived(files: File[]): void {
    void this.addReferences(files)
  }

  /** @internal */
  hoverChanged(over: boolean): void {
    this.over = over
    if (this.hasUpdated) this.#store.announce({ polite: this.words(over ? 'drop_entered' : 'drop_left') })
  }

  /** @internal */
  snapshotChanged(now: Snapshot, before: Snapshot): void {
    const { phase, generation, references } = now
    if (phase !== before.phase) {
      this.setAttribute('phase', phase)
      this.state(before.phase, false)
      this.state(phase, true)
    }
    // The reserved room is for a studio in which nothing was chosen yet.
    if (generation || references.length > 0 || isDead(now)) this.state('room', false)
    if (phase === 'done') this.keep(generation?.id ?? '', generation?.video?.id ?? '')
    // A value that the browser restored stands until the first contact tells what became of its run.
    else if (generation || !this.restored) this.keep('', '')
  }

  protected override render() {
    const { words, phase } = this
    const { snapshot } = this.#store
    const dead = isDead(snapshot)
    return html`
      <div
        class="frame"
        part="frame"
        role="group"
        tabindex="-1"
        lang=${words.lang}
        dir=${words.dir}
        aria-labelledby="title"
        @refreel-request=${this.#handle}
        @refreel-pressed=${this.generate}
      >
        <div class="header" part="header">
          <slot name="heading">
            <h2 class="title" id="title" part="heading">${words(phase === 'done' ? 'done' : isRunning(phase) ? 'heading_running' : 'heading')}</h2>
            <p class="muted" part="lead" ?hidden=${phase === 'done' || isRunning(phase)}>${words('lead')}</p>
          </slot>
        </div>
        ${
          snapshot.preview || snapshot.generation?.preview
            ? html`<p class="small preview-note" part="preview-note">${words('preview_note')}</p>`
            : nothing
        }
        <refreel-notice .snapshot=${snapshot} .words=${words}></refreel-notice>
        <refreel-challenge hidden .words=${words}></refreel-challenge>
        ${
          dead
            ? nothing
            : isRunning(phase)
              ? html`<refreel-run .snapshot=${snapshot} .words=${words}></refreel-run>`
              : phase === 'done'
                ? html`<refreel-result
                  .snapshot=${snapshot}
                  .words=${words}
                  .texts=${this.texts}
                  .withoutDownload=${this.withoutDownload}
                ></refreel-result>`
                : html`<refreel-composer
                  .snapshot=${snapshot}
                  .words=${words}
                  .withoutCamera=${this.withoutCamera}
                  .withoutOptions=${this.withoutOptions}
                  .requireConsent=${this.requireConsent}
                  .named=${Boolean(this.preset)}
                  .given=${this.variables}
                ></refreel-composer>`
        }
        ${
          this.withoutHistory || dead || !(snapshot.known || this.session)
            ? nothing
            : html`<refreel-history .snapshot=${snapshot} .words=${words}></refreel-history>`
        }
        <div class="footer small muted" part="footer" ?hidden=${phase === 'done'}>
          <slot name="footer"><p>${words('will_be_ai')}</p></slot>
        </div>
        <p class="drop-veil" part="drop-veil" ?hidden=${!this.over}>${words('drop_here')}</p>
      </div>
      <div class="hidden-visually" id="polite" role="status" aria-live="polite"></div>
      <div class="hidden-visually" id="assertive" role="alert" aria-live="assertive"></div>
    `
  }

  #handle(event: CustomEvent<StudioRequest>): void {
    event.stopPropagation()
    this.#store.handle(event.detail)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'refreel-studio': RefreelStudio
  }
}
