/** `<refreel-studio>`: lets a visitor make a video. It connects the store, the pieces and the page; it decides nothing. */
import type { Generation } from '../../../worker/contract/generation.ts'
import { createClient } from '../../client/index.ts'
import { createPageMemory } from '../../client/memory.ts'
import { RefreelBeforeGenerateEvent } from '../../events/before-generate.ts'
import { type Words, wordsFor } from '../../locales/index.ts'
import type { Texts } from '../../locales/texts.ts'
import { missing } from '../../store/missing.ts'
import { HEARD, isRunning, type Phase } from '../../store/phases.ts'
import { hasFixedReferences } from '../../store/preset.ts'
import type { StudioRequest } from '../../store/requests.ts'
import { EMPTY, type Snapshot } from '../../store/snapshot.ts'
import { StudioStore } from '../../store/studio-store.ts'
import { whenNear } from '../near.ts'
import { type Announcement, announcementsBetween, speak } from './announce.ts'
import { DropController, type DropHost } from './drop-controller.ts'
import { frame } from './frame.ts'
import { eventsBetween } from './studio-events.ts'
import { StudioPage } from './studio-page.ts'
import { draftOf } from './studio-properties.ts'
import { studioSheets } from './studio-sheets.ts'

/**
 * @summary Makes a video that keeps who or what is in the visitor's pictures.
 * @attr name - Under this name a form submits the video's id.
 * @attr form - The id of the form that it belongs to, where that is not the one around it.
 * @attr lang - The language: en, de, es, fr, it, pt, ja, zh, ar; the page's own otherwise. The direction follows.
 * @attr phase - Where the studio stands, for style sheets; what a page writes into it counts for nothing.
 * @event refreel-before-generate - Before a video is asked for; cancelable, `detail.input` may be changed.
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
export class RefreelStudio extends StudioPage implements DropHost {
  static override styles = studioSheets
  static override properties = { snapshot: { state: true }, over: { state: true } }
  /** What the pieces draw. */
  declare private snapshot: Snapshot
  declare private over: boolean
  #store: StudioStore | undefined
  #stopWatching: (() => void) | undefined
  #suspended = false
  #stage: Promise<void> | undefined
  #focused: Element | null | undefined
  #wanted = false

  constructor() {
    super()
    this.snapshot = EMPTY
    this.over = false
    this.internals.states.add('empty')
    new DropController(this)
  }

  /** Where the studio stands; also as its attribute and as `:state(…)`. */
  get phase(): Phase {
    return this.snapshot.phase
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.setAttribute('phase', this.phase)
    // A form sent before the words are there is held up too.
    if (!this.hasUpdated) this.hold('…', undefined)
    addEventListener('online', this.#online)
    addEventListener('offline', this.#online)
    this.#stopWatching = whenNear(this, () => void this.#start())
    if (this.#suspended) {
      this.#suspended = false
      this.#store?.resume()
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stopWatching?.()
    removeEventListener('online', this.#online)
    removeEventListener('offline', this.#online)
    // Moved within the page is not gone: frameworks take elements out and put them back at once.
    queueMicrotask(() => {
      if (this.isConnected || !this.#store) return
      this.#suspended = true
      this.#store.suspend()
    })
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    super.willUpdate(changed)
    this.#focused = this.shadowRoot?.activeElement
    if (changed.has('site') || changed.has('endpoint')) this.#renew()
    else if (this.#store) this.#pageChanged(changed)
  }

  /** Focus never falls off: when what had it has made room, the frame takes it. */
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
    await this.updateComplete
    void this.#start()
    this.#setStage()
    await this.#request({ type: 'add', files: [...files] })
  }

  /** Asks for the video, as the button does; resolves with the run, or undefined when none was begun. */
  async generate(): Promise<Generation | undefined> {
    await this.updateComplete
    const store = this.#store
    const lacks = missing(this.snapshot, this.requireConsent)
    if (!store || lacks || !HEARD[this.phase].includes('generate')) {
      if (lacks) this.#say({ assertive: this.words(`missing_${lacks}`) })
      return undefined
    }
    const event = new RefreelBeforeGenerateEvent(store.input())
    if (!this.dispatchEvent(event)) return undefined
    const before = this.snapshot.generation
    await this.#request({ type: 'generate', input: event.detail.input })
    const { generation } = this.snapshot
    return generation === before ? undefined : generation
  }

  /** Takes the run back. */
  async cancel(): Promise<void> {
    await this.#request({ type: 'cancel' })
  }

  /** Forgets the run and the references, and starts from the page's values. */
  reset(): void {
    void this.#request({ type: 'reset' })
  }

  /** Plays the finished video. */
  async play(): Promise<void> {
    await this.#stage
    await this.updateComplete
    await this.renderRoot.querySelector('refreel-player')?.play()
  }

  /** @internal */
  takesFiles(): boolean {
    return HEARD[this.phase].includes('add') && !hasFixedReferences(this.snapshot)
  }

  /** @internal */
  filesArrived(files: File[]): void {
    void this.addReferences(files)
  }

  /** @internal */
  hoverChanged(over: boolean): void {
    this.over = over
    if (this.hasUpdated) this.#say({ polite: this.words(over ? 'drop_entered' : 'drop_left') })
  }

  /** A store for this site and endpoint; what an earlier one was doing ends. */
  #renew(): void {
    const started = this.#wanted
    this.#wanted = false
    this.#store?.suspend()
    this.#store = undefined
    if (!this.site) return
    const client = createClient({
      endpoint: this.endpoint ?? '',
      site: this.site,
      source: () => this.session,
    })
    this.#store = new StudioStore({
      client,
      memory: createPageMemory(client.endpoint, this.site, this.id),
      page: () => ({
        preset: this.preset,
        variables: this.variables,
        metadata: this.metadata,
        requireConsent: this.requireConsent,
        draft: draftOf(this),
        references: [...this.referenceImages, ...this.referenceVideos],
        generation: this.restored,
      }),
    })
    const store = this.#store
    store.listen((now, before) => {
      if (store === this.#store) this.#changed(now, before)
    })
    this.#changed(store.snapshot, this.snapshot)
    if (started) void this.#start()
  }

  /** A page may change starting values later; they count as if the visitor had chosen them. */
  #pageChanged(changed: Map<PropertyKey, unknown>): void {
    const draft = draftOf(this, changed)
    if (Object.keys(draft).length > 0) void this.#request({ type: 'edit', draft, page: true })
    if (changed.has('variables')) void this.#request({ type: 'fill', values: {} })
    if (changed.has('preset')) void this.#request({ type: 'preset', id: this.preset })
    if (this.#wanted && (changed.has('referenceImages') || changed.has('referenceVideos'))) {
      void this.#request({ type: 'take', references: [...this.referenceImages, ...this.referenceVideos] })
    }
  }

  /** The first contact with the Worker, once the element is near the view or was given something to do. */
  async #start(): Promise<void> {
    await this.updateComplete
    this.#wanted = true
    const store = this.#store
    await store?.start()
    if (!store?.begun || store !== this.#store) return
    this.restored = undefined
    this.#fill(store.snapshot)
    this.requestUpdate()
  }

  #request(request: StudioRequest): Promise<void> {
    return this.#store?.request(request) ?? Promise.resolve()
  }

  readonly #online = (event: Event) => this.#store?.connection(event.type === 'online')

  #changed(now: Snapshot, before: Snapshot): void {
    this.snapshot = now
    if (now.phase !== before.phase) {
      this.setAttribute('phase', now.phase)
      this.internals.states.delete(before.phase)
      this.internals.states.add(now.phase)
    }
    this.#fill(now)
    if (now.generation || now.references.length > 0) this.#setStage()
    if (now.site !== before.site && now.site?.presets.length) this.#setPresets()
    this.#say(announcementsBetween(now, before, this.words))
    for (const event of eventsBetween(now, before, this.words)) this.dispatchEvent(event)
  }

  /** A site without presets loads nothing for them. */
  #setPresets(): void {
    this.updateComplete
      .then(() => import('./presets/set.ts'))
      .then(({ setPresets }) => setPresets(this.renderRoot as ShadowRoot))
      .catch(() => {})
  }

  /** The form's value; what the browser remembered stands until it is known what became of it. */
  #fill({ generation, phase }: Snapshot): void {
    if (phase === 'done') this.keep(generation?.id ?? '', generation?.video?.id ?? '')
    else if (generation || !this.restored) this.keep('', '')
  }

  /** What shows a run and its video is loaded with the first file, long before it is needed. */
  #setStage(): void {
    this.#stage ??= this.updateComplete
      .then(() => import('./stage.ts'))
      .then(({ setStage }) => setStage(this.renderRoot as ShadowRoot))
      .catch(() => {
        this.#stage = undefined
      })
  }

  #say(announcement: Announcement): void {
    if (this.renderRoot) speak(this.renderRoot, announcement)
  }

  protected override render() {
    const { phase, snapshot, over, withoutOptions, withoutCamera, withoutDownload, requireConsent } = this
    const { preset, variables } = this
    const shown = {
      phase,
      snapshot,
      over,
      withoutOptions,
      withoutCamera,
      withoutDownload,
      requireConsent,
      preset,
      variables,
    }
    return frame({ ...shown, words: this.words, texts: this.texts, asked: this.#asked, pressed: this.generate })
  }

  #asked(event: CustomEvent<StudioRequest>): void {
    event.stopPropagation()
    void this.#request(event.detail)
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'refreel-studio': RefreelStudio
  }
}
