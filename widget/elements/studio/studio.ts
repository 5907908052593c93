/** `<refreel-studio>`: lets a visitor make a video. It connects the store, the pieces and the page; it decides nothing. */
import type { Generation } from '../../../worker/contract/generation.ts'
import type { Input } from '../../../worker/contract/input.ts'
import { RefreelBeforeGenerateEvent } from '../../events/before-generate.ts'
import { type Words, wordsFor } from '../../locales/index.ts'
import type { Texts } from '../../locales/texts.ts'
import type { Draft } from '../../store/draft.ts'
import { isDead } from '../../store/limit.ts'
import { missing } from '../../store/missing.ts'
import { HEARD, isRunning } from '../../store/phases.ts'
import { hasFixedReferences } from '../../store/preset.ts'
import type { StudioRequest } from '../../store/requests.ts'
import { EMPTY, type Phase, type Snapshot } from '../../store/snapshot.ts'
import type { StudioStore } from '../../store/studio-store.ts'
import { whenNear } from '../near.ts'
import { type Announcement, announcementBetween, speak } from './announce.ts'
import { DropController, type DropHost } from './drop-controller.ts'
import { FirstDraw } from './first-draw.ts'
import { frame } from './frame.ts'
import { LateParts, type Stage } from './late-parts.ts'
import { lackWords } from './notice/notice.ts'
import { openStore, referencesOf } from './open-store.ts'
import { eventsBetween } from './studio-events.ts'
import { StudioPage } from './studio-page.ts'
import { draftOf } from './studio-properties.ts'
import { studioSheets } from './studio-sheets.ts'

/** Told where a page has forgotten the site, unless it comes before the first draw. */
const WITHOUT_SITE: Snapshot = {
  ...EMPTY,
  error: { code: 'unknown-site', detail: '"site" is missing.' },
}

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
export class RefreelStudio extends StudioPage implements DropHost {
  static override styles = studioSheets
  static override properties = { snapshot: { state: true }, over: { state: true } }
  /** What the pieces draw. */
  declare private snapshot: Snapshot
  declare private over: boolean
  #store: StudioStore | undefined
  #stopWatching: (() => void) | undefined
  #suspended = false
  readonly #late = new LateParts(this)
  #focused: Element | null | undefined
  #wanted = false
  #making: Promise<Generation | undefined> | undefined
  readonly #firstDraw = new FirstDraw()
  /** Which site and endpoint the store is for, and which starting values it has read. */
  #storeOf: string | undefined
  #read: Partial<Draft> = {}

  constructor() {
    super()
    this.snapshot = EMPTY
    this.over = false
    for (const name of ['empty', 'room']) this.state(name, true)
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
    this.#firstDraw.begin()
    this.#stopWatching = whenNear(this, () => void this.#start())
    if (this.#suspended) {
      this.#suspended = false
      this.#store?.resume()
      // What became of the network meanwhile was not heard.
      this.#store?.connection(navigator.onLine)
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
    const same = !this.#renew()
    if (same && this.#store) this.#pageChanged(changed)
  }

  protected override settled(): Promise<void> {
    return this.#firstDraw.ready
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
    await this.#awake()
    this.#late.bringStage()
    await this.#request({ type: 'add', files: [...files] })
  }

  /** Asks for the video, as the button does; resolves with the run, or undefined when none was begun. */
  async generate(): Promise<Generation | undefined> {
    await this.#awake()
    const store = this.#store
    const lacks = missing(this.snapshot, this.requireConsent)
    if (!store || lacks || !HEARD[this.phase].includes('generate')) {
      if (lacks) this.#say({ assertive: lackWords(lacks, this.snapshot, this.words) })
      return undefined
    }
    return this.#make('generate', store.input())
  }

  /** However it is asked for, and however often at once, the page is asked first and one run is begun. */
  #make(type: 'generate' | 'retry', input: Input | undefined): Promise<Generation | undefined> {
    this.#making ??= this.#begin(type, input).finally(() => {
      this.#making = undefined
    })
    return this.#making
  }

  async #begin(type: 'generate' | 'retry', input: Input | undefined): Promise<Generation | undefined> {
    const event = input && new RefreelBeforeGenerateEvent(structuredClone(input))
    if (!event || !this.dispatchEvent(event)) return undefined
    const before = this.snapshot.generation
    await this.#request({ type, input: event.detail.input, own: input })
    const { generation } = this.snapshot
    return generation === before ? undefined : generation
  }

  /** Takes the run back. */
  async cancel(): Promise<void> {
    await this.#request({ type: 'cancel' })
  }

  /** Forgets the run and the references, and starts from the page's values. A run that goes on does so, among the earlier videos. */
  reset(): void {
    void this.#request({ type: 'reset' })
  }

  /** Plays the finished video, by the page's own player where it brings one that can. */
  async play(): Promise<void> {
    await this.#awake()
    await this.#late.coming
    await this.updateComplete
    const { renderRoot } = this
    const [own] = renderRoot.querySelector<HTMLSlotElement>('slot[name=player]')?.assignedElements() ?? []
    await ((own as HTMLMediaElement | undefined) ?? renderRoot.querySelector('refreel-player'))?.play?.()
  }

  /** @internal */
  takesFiles(): boolean {
    return HEARD[this.phase].includes('add') && !hasFixedReferences(this.snapshot) && !isDead(this.snapshot)
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

  /** A store for this site and endpoint, true where it is another one; what an earlier one was doing ends. */
  #renew(): boolean {
    // A page that comes to know its customer later has another session then, but never in the middle of a run.
    const place = `${this.endpoint ?? ''} ${this.site} `
    const storeOf = place + Boolean(this.session)
    const { generation, pending } = this.snapshot
    const busy = (generation || pending) && this.#storeOf?.startsWith(place)
    if (storeOf === this.#storeOf || busy) return false
    this.#storeOf = storeOf
    const started = this.#wanted
    this.#wanted = false
    const before = this.#store
    before?.suspend()
    this.#store = undefined
    if (!this.site) {
      const shown = this.snapshot
      this.snapshot = WITHOUT_SITE
      // What was shown of an earlier site goes; who hears of it does so once there are words.
      void this.updateComplete.then(() => this.site || this.#changed(WITHOUT_SITE, shown))
      return true
    }
    this.#read = draftOf(this)
    const store = openStore(
      this,
      () => this.restored,
      (challenge, signal) => {
        // Only what needs a session waits for it: the rest of the studio is there beside it.
        this.#firstDraw.now()
        return this.#late.pass(challenge, signal)
      },
    )
    this.#store = store
    store.listen((now, before) => {
      if (store === this.#store) this.#changed(now, before)
    })
    this.#changed(store.snapshot, this.snapshot)
    store.connection(navigator.onLine)
    if (started) void this.#start()
    return true
  }

  /** A page may change starting values later; they count as if the visitor had chosen them. */
  #pageChanged(changed: Map<PropertyKey, unknown>): void {
    const draft = draftOf(this, changed)
    // The first update tells everything; what the store has read already is no change.
    if (!this.hasUpdated) {
      for (const field of Object.keys(draft) as (keyof Draft)[]) {
        if (draft[field] === this.#read[field]) delete draft[field]
      }
    }
    if (Object.keys(draft).length > 0) void this.#request({ type: 'edit', draft, page: true })
    if (changed.has('variables')) void this.#request({ type: 'fill', values: {} })
    if (changed.has('preset')) void this.#request({ type: 'preset', id: this.preset })
    if (this.hasUpdated && this.#wanted && (changed.has('referenceImages') || changed.has('referenceVideos'))) {
      void this.#request({ type: 'take', references: referencesOf(this) })
    }
  }

  /** The first contact with the Worker, once the element is near the view or was given something to do. */
  async #start(): Promise<void> {
    await this.localized()
    this.#renew()
    this.#wanted = true
    const store = this.#store
    await store?.start()
    if (store === this.#store) this.#firstDraw.now()
    if (!store?.begun || store !== this.#store) return
    this.restored = undefined
    this.#fill(store.snapshot)
    this.requestUpdate()
  }

  /** Something is wanted of the studio: it begins, and is drawn with what is known. */
  #awake(): Promise<unknown> {
    void this.#start()
    this.#firstDraw.now()
    return this.updateComplete
  }

  /** Resolves when what it caused is done, and the page has heard of it. */
  async #request(request: StudioRequest): Promise<void> {
    await this.#store?.request(request)
    await this.#late.coming
  }

  readonly #online = (event: Event) => this.#store?.connection(event.type === 'online')

  #changed(now: Snapshot, before: Snapshot): void {
    this.snapshot = now
    if (now.error || !now.connected || this.#store?.begun) this.#firstDraw.now()
    if (now.phase !== before.phase) {
      this.setAttribute('phase', now.phase)
      this.state(before.phase, false)
      this.state(now.phase, true)
    }
    // What was reserved before anything was chosen is of no use after.
    if (now.generation || now.references.length > 0 || isDead(now)) this.state('room', false)
    this.#fill(now)
    if (now.generation || now.references.length > 0) this.#late.bringStage()
    if (now.site !== before.site && now.site?.presets.length) this.#late.bringPresets()
    const said = announcementBetween(now, before, this.words)
    if (said) this.#say(said)
    const { stage, coming } = this.#late
    for (const event of eventsBetween(now, before, this.words, stage)) this.dispatchEvent(event)
    void coming?.then((come) => come && this.#tell(come, now, before, !stage, !said))
  }

  /** What the stage says of files and of the run; events only where it was not there in time. */
  #tell(stage: Stage, now: Snapshot, before: Snapshot, late: boolean, run: boolean): void {
    const { words } = this
    if (late) {
      for (const event of [...stage.referenceEvents(now, before, words), ...stage.runEvents(now, before, words)]) {
        this.dispatchEvent(event)
      }
    }
    if (run) this.#say(stage.announceRun(now, before, words))
    this.#say(stage.announceReferences(now, before, words))
  }

  /** The form's value; what the browser remembered stands until it is known what became of it. */
  #fill({ generation, phase }: Snapshot): void {
    if (phase === 'done') this.keep(generation?.id ?? '', generation?.video?.id ?? '')
    else if (generation || !this.restored) this.keep('', '')
  }

  #say(announcement: Announcement): void {
    if (this.hasUpdated) speak(this.renderRoot, announcement)
    else void this.updateComplete.then(() => speak(this.renderRoot, announcement))
  }

  protected override render() {
    const { phase, snapshot, over, words, texts, preset, variables, session } = this
    const { withoutOptions, withoutCamera, withoutDownload, withoutHistory, requireConsent } = this
    const parts = { withoutOptions, withoutCamera, withoutDownload, withoutHistory, requireConsent }
    const shown = { phase, snapshot, over, words, texts, preset, variables, session }
    return frame({ ...shown, ...parts, asked: this.#asked, pressed: this.generate })
  }

  #asked(event: CustomEvent<StudioRequest>): void {
    event.stopPropagation()
    const { detail } = event
    if (detail.type === 'retry') void this.#make('retry', this.#store?.lastInput())
    else void this.#request(detail)
    if (detail.type === 'begin') void this.#start()
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'refreel-studio': RefreelStudio
  }
}
