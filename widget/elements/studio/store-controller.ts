/** Connects a studio with its store: opens one for the page's site, loads pieces when they are needed, reports each change to the page and to screen readers. */
import type { ReactiveController } from 'lit'
import type { Generation } from '../../../worker/contract/generation.ts'
import type { Input } from '../../../worker/contract/input.ts'
import type { Challenge } from '../../../worker/contract/session.ts'
import { wait } from '../../client/back-off.ts'
import { lazy } from '../../client/load-lazily.ts'
import { RefreelBeforeGenerateEvent } from '../../events/before-generate.ts'
import type { Draft } from '../../store/draft.ts'
import { missing } from '../../store/missing.ts'
import { HEARD } from '../../store/phases.ts'
import type { StudioRequest } from '../../store/requests.ts'
import { EMPTY, type Snapshot } from '../../store/snapshot.ts'
import type { StudioStore } from '../../store/studio-store.ts'
import { whenNear } from '../near.ts'
import type RefreelChallenge from './challenge/challenge.ts'
import { loadPiece, loadRunPieces } from './lazy-pieces.ts'
import { lackWords } from './notice/notice.ts'
import { draftOf, openStore, referencesOf } from './open-store.ts'
import { type Announcement, announce, announcementBetween } from './reports/announce.ts'
import { eventsBetween } from './reports/studio-events.ts'
import type { StudioPage } from './studio-page.ts'

/** Milliseconds after which the studio is drawn with what is known: a visitor may choose a file without any answer. */
const FIRST_DRAW_MS = 2000

/** Shown where a page has forgotten the site. */
const WITHOUT_SITE: Snapshot = {
  ...EMPTY,
  error: { code: 'unknown-site', detail: '"site" is missing.' },
}

/** The studio, as its store sees it. */
export interface StoreHost extends StudioPage {
  /** Called at each change, before the page and screen readers hear of the change; and once `restored` counts no more. */
  snapshotChanged(now: Snapshot, before: Snapshot): void
}

/** Connects one studio to its stores. The controller outlives them: another site or endpoint has another store. */
export class StoreController implements ReactiveController {
  /** The store's newest snapshot; the studio draws it. */
  snapshot: Snapshot = EMPTY
  #drawNow = () => {}
  /** The first draw waits for what the session tells, such as presets, so that nothing jumps when they come; but not for long. */
  readonly firstDraw = new Promise<void>((resolve) => {
    this.#drawNow = resolve
  })
  readonly #host: StoreHost
  #store: StudioStore | undefined
  /** The endpoint and site that the store is for, and whether the page brings its own session. */
  #storeOf: string | undefined
  /** The page's starting values that the store has read when it was opened. */
  #read: Partial<Draft> = {}
  /** The studio was near the view, or was given something to do. */
  #started = false
  #suspended = false
  #stopWatching: (() => void) | undefined
  /** The create that is under way. */
  #creating: Promise<Generation | undefined> | undefined
  /** Loaded with the first file, long before there is a run to show. */
  readonly #runPieces = lazy(() => this.#host.updateComplete.then(() => loadRunPieces(this.#root)))
  /** Resolves when the newest change is reported in full. */
  #reported: Promise<void> | undefined

  constructor(host: StoreHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    addEventListener('online', this.#online)
    addEventListener('offline', this.#online)
    void wait(FIRST_DRAW_MS).then(this.#drawNow)
    this.#stopWatching = whenNear(this.#host, () => void this.start())
    if (this.#suspended) {
      this.#suspended = false
      this.#store?.resume()
      // Changes of the network were not heard while the studio was off the page.
      this.#store?.connection(navigator.onLine)
    }
  }

  hostDisconnected(): void {
    this.#stopWatching?.()
    removeEventListener('online', this.#online)
    removeEventListener('offline', this.#online)
    // Frameworks move an element by taking it out and putting it back at once: the store goes on then.
    queueMicrotask(() => {
      if (this.#host.isConnected || !this.#store) return
      this.#suspended = true
      this.#store.suspend()
    })
  }

  /** The page has set properties: the store is opened anew for another site, or hears of the new values. */
  pageChanged(changed: ReadonlyMap<PropertyKey, unknown>): void {
    if (this.#renew() || !this.#store) return
    const host = this.#host
    const draft = draftOf(host, changed)
    // The first update names every property: values that the store has read are no change.
    if (!host.hasUpdated) {
      for (const field of Object.keys(draft) as (keyof Draft)[]) {
        if (draft[field] === this.#read[field]) delete draft[field]
      }
    }
    // Values that a page sets later count as if the visitor had chosen them.
    if (Object.keys(draft).length > 0) void this.request({ type: 'edit', draft, page: true })
    if (changed.has('variables')) void this.request({ type: 'fill', values: {} })
    if (changed.has('preset')) void this.request({ type: 'preset', id: host.preset })
    if (host.hasUpdated && this.#started && (changed.has('referenceImages') || changed.has('referenceVideos'))) {
      void this.request({ type: 'take', references: referencesOf(host) })
    }
  }

  /** Opens a store for this site and endpoint, and ends the earlier one; false where the present store is the right one. */
  #renew(): boolean {
    const host = this.#host
    const place = `${host.endpoint ?? ''} ${host.site} `
    // A page that comes to know its customer later has another session then, but never in the middle of a run.
    const storeOf = place + Boolean(host.session)
    const { generation, pending } = this.snapshot
    const busy = (generation || pending) && this.#storeOf?.startsWith(place)
    if (storeOf === this.#storeOf || busy) return false
    this.#storeOf = storeOf
    const started = this.#started
    this.#started = false
    this.#store?.suspend()
    this.#store = undefined
    if (!host.site) {
      const shown = this.snapshot
      this.snapshot = WITHOUT_SITE
      // The error is reported in words, which come with the first update.
      void host.updateComplete.then(() => host.site || this.#changed(WITHOUT_SITE, shown))
      return true
    }
    this.#read = draftOf(host)
    const store = openStore(host, (challenge, signal) => this.#pass(challenge, signal))
    this.#store = store
    store.listen((now, before) => {
      if (store === this.#store) this.#changed(now, before)
    })
    this.#changed(store.snapshot, this.snapshot)
    store.connection(navigator.onLine)
    if (started) void this.start()
    return true
  }

  /** The first contact with the Worker, once the studio is near the view or was given something to do. */
  async start(): Promise<void> {
    const host = this.#host
    await host.localized()
    this.#renew()
    this.#started = true
    const store = this.#store
    await store?.start()
    if (store === this.#store) this.#drawNow()
    if (!store?.begun || store !== this.#store) return
    host.restored = undefined
    host.snapshotChanged(store.snapshot, store.snapshot)
    host.requestUpdate()
  }

  /** Starts at once, and resolves when the studio is drawn with what is known. */
  wake(): Promise<unknown> {
    void this.start()
    this.#drawNow()
    return this.#host.updateComplete
  }

  /** Resolves when all that the request caused is done, and the page has heard of it. */
  async request(request: StudioRequest): Promise<void> {
    await this.#store?.request(request)
    await this.#reported
  }

  /** A request of one of the studio's pieces. */
  handle(request: StudioRequest): void {
    if (request.type === 'retry') void this.#create('retry', this.#store?.lastInput())
    else void this.request(request)
    if (request.type === 'begin') void this.start()
  }

  async add(files: File[]): Promise<void> {
    await this.wake()
    this.#runPieces.get().catch(() => {})
    await this.request({ type: 'add', files })
  }

  /** Asks for the video; undefined when none was begun. What is still missing is announced. */
  async generate(): Promise<Generation | undefined> {
    await this.wake()
    const { snapshot } = this
    const store = this.#store
    const lacks = missing(snapshot, this.#host.requireConsent)
    if (lacks) this.announce({ assertive: lackWords(lacks, snapshot, this.#host.words) })
    else if (store && HEARD[snapshot.phase].includes('generate')) return this.#create('generate', store.input())
    return undefined
  }

  /** Resolves when the studio is drawn with the pieces of a run, where there is one. */
  async shown(): Promise<void> {
    await this.wake()
    await this.#reported
    await this.#host.updateComplete
  }

  /** Tells screen readers, as soon as the studio is drawn. */
  announce(announcement: Announcement): void {
    const host = this.#host
    if (host.hasUpdated) announce(host.renderRoot, announcement)
    else void host.updateComplete.then(() => announce(host.renderRoot, announcement))
  }

  /** Runs one create at a time: a caller that asks during a create gets the promise of that create. */
  #create(type: 'generate' | 'retry', input: Input | undefined): Promise<Generation | undefined> {
    this.#creating ??= this.#askPage(type, input).finally(() => {
      this.#creating = undefined
    })
    return this.#creating
  }

  /** The page may change the input, or refuse; then the Worker is asked. */
  async #askPage(type: 'generate' | 'retry', input: Input | undefined): Promise<Generation | undefined> {
    const event = input && new RefreelBeforeGenerateEvent(structuredClone(input))
    if (!event || !this.#host.dispatchEvent(event)) return undefined
    const before = this.snapshot.generation
    await this.request({ type, input: event.detail.input, own: input })
    const { generation } = this.snapshot
    return generation === before ? undefined : generation
  }

  /** Shows a challenge, and resolves with the token that it gives; rejects when it fails, or as an abort. */
  async #pass(challenge: Challenge, signal: AbortSignal): Promise<string> {
    // The session waits for the challenge; the studio doesn't, and is drawn around it.
    this.#drawNow()
    await this.#host.updateComplete
    await loadPiece(this.#root, 'refreel-challenge', { signal })
    // The studio draws this element always, hidden until now.
    return (this.#root.querySelector('refreel-challenge') as RefreelChallenge).pass(challenge, signal)
  }

  readonly #online = (event: Event) => this.#store?.connection(event.type === 'online')

  get #root(): ShadowRoot {
    return this.#host.renderRoot as ShadowRoot
  }

  #changed(now: Snapshot, before: Snapshot): void {
    const host = this.#host
    const { words } = host
    this.snapshot = now
    host.requestUpdate()
    if (now.error || !now.connected || this.#store?.begun) this.#drawNow()
    host.snapshotChanged(now, before)
    if (now.site !== before.site && now.site?.presets.length) {
      host.updateComplete.then(() => loadPiece(this.#root, 'refreel-presets')).catch(() => {})
    }
    const announcement = announcementBetween(now, before, words)
    if (announcement) this.announce(announcement)
    const loaded = this.#runPieces.now
    this.#dispatch(eventsBetween(now, before, words, loaded))
    // The pieces have nothing to show or to report without a file or a run.
    if (![now, before].some(({ generation, references }) => generation || references.length > 0)) return
    this.#reported = this.#runPieces.get().then(
      (pieces) => {
        const { words } = host
        // The events' code had to load first, so these events are late.
        if (!loaded) {
          this.#dispatch([...pieces.referenceEvents(now, before, words), ...pieces.runEvents(now, before, words)])
        }
        if (!announcement) this.announce(pieces.announceRun(now, before, words))
        this.announce(pieces.announceReferences(now, before, words))
      },
      // Without the pieces there is nobody to report; the next change tries again.
      () => {},
    )
  }

  #dispatch(events: readonly Event[]): void {
    for (const event of events) this.#host.dispatchEvent(event)
  }
}
