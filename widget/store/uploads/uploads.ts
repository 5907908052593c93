/** The references of one studio: looks files over, hands them to the queue, and keeps the list true. Loaded with the first file. */
import { REFERENCES_MAX } from '../../../worker/contract/limits.ts'
import type { Reference } from '../../../worker/contract/reference.ts'
import { backOff, wait } from '../../client/back-off.ts'
import type { Client } from '../../client/index.ts'
import { NetworkError } from '../../client/problem.ts'
import { contentOf } from '../../client/upload/identify.ts'
import { type Inspection, remade } from '../../files/inspect.ts'
import { isCounted } from '../phases.ts'
import { toShownError } from '../shown-error.ts'
import type { ReferenceItem } from '../snapshot.ts'
import type { State } from '../state.ts'
import { type PreparedFile, prepareFile } from './prepare-file.ts'
import { type Halt, Queue } from './queue.ts'

let made = 0

/** Milliseconds for which a picture may still be drawn, or a clip still be read, when its row is gone. */
const LINGER_MS = 30_000

/** What nobody shows any more takes no memory. */
function release(preview: string | undefined): void {
  if (preview?.startsWith('blob:')) setTimeout(() => URL.revokeObjectURL(preview), LINGER_MS)
}

/** A reference that exists: an id, or an address on a host that the site allows. */
export interface Taken {
  name: string
  filename?: string | undefined
  own?: boolean | undefined
  /** As the page names it that brings it. */
  page?: string | undefined
}

export class Uploads {
  readonly #state: State
  readonly #client: Client
  readonly queue: Queue
  /** What the page brings and was taken, as the page names it. */
  readonly #ofPage = new Set<string>()
  /** Ids of what a video was made of: the Worker keeps those for the next one. */
  readonly #used = new Set<string>()
  /** By which bytes each is known again, by key. */
  readonly #contents = new Map<string, string>()
  /** What found no room, by key: it has the next place that gets free. */
  readonly #overflow = new Map<string, PreparedFile>()
  #admitting = false

  constructor(state: State, client: Client, halts: ReadonlySet<Halt>) {
    this.#state = state
    this.#client = client
    this.queue = new Queue(state, client, halts, (key, reference, file) => this.#judge(key, reference, file))
    this.#settleRemovals()
    state.listen(({ generation, references }, before) => {
      const { reference_images = [], reference_videos = [] } = generation?.input ?? {}
      for (const id of [...reference_images, ...reference_videos]) this.#used.add(id)
      if (references !== before.references) this.#admitOverflow()
    })
  }

  /** Looks all over at once, then lets them in one after the other, so that the sixth is the one refused. */
  async add(files: readonly Blob[]): Promise<void> {
    const arrived = files.map((given) => {
      // A page's own may have no name: a canvas gives such.
      const file = given instanceof File ? given : new File([given], 'file', { type: given.type })
      const key = `file-${++made}`
      this.#append({ key, name: file.name, bytes: file.size, status: 'inspecting', own: true })
      return { key, preparing: prepareFile(file) }
    })
    for (const { key, preparing } of arrived) this.#admit(key, await preparing)
  }

  #admit(key: string, prepared: PreparedFile): void {
    if (!this.#state.item(key)) return
    const { kind, media_type, measures, problem, unsupported, converted, sending, identity, content } = prepared
    const duplicate = problem ? undefined : this.#duplicateOf(key, content)
    if (duplicate) {
      this.#repeat(key, duplicate)
      return
    }
    // Told in words next to the file, and never sent.
    const code = problem ?? this.#refusal(kind)
    if (code === 'too-many') this.#overflow.set(key, prepared)
    if (code || !media_type) {
      this.#state.changeItem(key, {
        kind,
        status: 'rejected',
        error: { code: code ?? 'unsupported-type', ...unsupported },
      })
      return
    }
    this.#contents.set(key, content)
    this.#state.changeItem(key, {
      kind,
      bytes: sending.size,
      converted: converted !== undefined,
      preview: URL.createObjectURL(sending),
      duration: measures?.duration,
    })
    this.queue.add(key, sending, media_type, identity)
  }

  /** What has the same bytes and a place already. */
  #duplicateOf(key: string, content: string): ReferenceItem | undefined {
    return this.#state.now.references.find(
      (item) => item.key !== key && isCounted(item) && this.#contents.get(item.key) === content,
    )
  }

  /** One file is one reference, however often it is dropped; one that failed is tried again by that. */
  #repeat(key: string, duplicate: ReferenceItem): void {
    this.#drop(key)
    this.#state.changeItem(duplicate.key, { repeated: true })
    if (duplicate.status === 'failed') this.queue.resume(duplicate.key)
  }

  /** What the site or the model's count forbids, beyond the file itself. */
  #refusal(kind: Inspection['kind']): string | undefined {
    const { references, site } = this.#state.now
    if (kind === 'video' && site?.limits.reference_videos === false) return 'no-clips'
    return references.filter(isCounted).length >= REFERENCES_MAX ? 'too-many' : undefined
  }

  /** Takes up references that the Worker has already, or may fetch by itself, in this order. */
  async take(list: readonly Taken[]): Promise<void> {
    const present = new Set(this.#state.now.references.map(({ id }) => id))
    await Promise.all(list.filter(({ name }) => !present.has(name)).map((taken) => this.#takeOne(taken)))
  }

  /**
   * What the page brings now. It is taken once, also where the visitor has removed it; what the page brings no more
   * goes.
   */
  async takePages(names: readonly string[]): Promise<void> {
    for (const { key, page } of this.#state.now.references) if (page && !names.includes(page)) this.#drop(key)
    for (const name of this.#ofPage) if (!names.includes(name)) this.#ofPage.delete(name)
    const fresh = [...new Set(names)].filter((name) => !this.#ofPage.has(name))
    await this.take(fresh.map((name) => ({ name, page: name })))
  }

  async #takeOne({ name, filename, own, page }: Taken): Promise<void> {
    const key = `taken-${++made}`
    if (page) this.#ofPage.add(page)
    const known = /^ref_/.test(name)
    const title = filename ?? (known ? name : (name.split('/').pop() ?? name))
    const id = known ? name : undefined
    this.#append({ key, name: title, bytes: 0, status: 'checking', id, own, page })
    const { references } = this.#client
    for (let tried = 0; this.#state.item(key); tried += 1) {
      try {
        await this.queue.going()
        const reference = await (known ? references.get(name) : references.import(name))
        if (reference.sha256) this.#contents.set(key, contentOf(reference.bytes, reference.sha256))
        return this.#settle(key, reference)
      } catch (error) {
        if (!(error instanceof NetworkError)) {
          return this.#state.changeItem(key, { status: 'rejected', held: undefined, error: toShownError(error) })
        }
        this.#state.changeItem(key, { held: 'cut' })
        await wait(backOff(Math.min(tried, 6)))
      }
    }
  }

  move(key: string, to: number): void {
    const item = this.#state.item(key)
    if (!item) return
    const references = this.#state.now.references.filter((other) => other !== item)
    references.splice(to, 0, item)
    this.#state.change({ references, moved: { key } })
  }

  remove(key: string): void {
    const item = this.#state.item(key)
    if (!item) return
    const id = this.queue.drop(key) ?? item.id
    this.#drop(key)
    // What the page brought is the page's, and a video can be made once more of what it was made of.
    if (id && item.own && !this.#used.has(id)) this.#delete(id)
  }

  /** Whatever freed a place: what found none before has it. */
  #admitOverflow(): void {
    // One after the other: what a change of ours causes is not ours to cause again.
    if (this.#admitting) return
    this.#admitting = true
    for (const [key, prepared] of this.#overflow) {
      if (this.#refusal(prepared.kind)) continue
      this.#overflow.delete(key)
      this.#state.changeItem(key, { status: 'inspecting', error: undefined })
      this.#admit(key, prepared)
    }
    this.#admitting = false
  }

  /** Whether the Worker hears of it makes no difference to the visitor: what it keeps expires by itself. */
  #delete(id: string): void {
    this.#client.references.uploading().then(
      (uploading) => uploading.remove(id),
      () => {},
    )
  }

  /** Lets go of all but these; what the Worker has of the others stays there until it expires. */
  keep(ids: readonly string[]): void {
    for (const { key, id } of this.#state.now.references) if (!id || !ids.includes(id)) this.#drop(key)
  }

  clear(): void {
    this.#overflow.clear()
    for (const { key, status } of this.#state.now.references) {
      // A video may have been made of what is ready: the Worker keeps it.
      if (status === 'ready') this.#drop(key)
      else this.remove(key)
    }
    this.#ofPage.clear()
  }

  /** There is a network again, and the element is on the page. */
  go(): void {
    this.queue.go()
    this.#settleRemovals()
  }

  /** Deletes what could not be deleted before. */
  #settleRemovals(): void {
    this.#client.references.uploading().then(
      (uploading) => uploading.settleRemovals(),
      () => {},
    )
  }

  /** Leaves the list. */
  #drop(key: string): void {
    const preview = this.#state.item(key)?.preview
    release(preview)
    this.queue.drop(key)
    this.#contents.delete(key)
    this.#overflow.delete(key)
    this.#state.change({ references: this.#state.now.references.filter((other) => other.key !== key) })
  }

  #append(item: ReferenceItem): void {
    this.#state.change({ references: [...this.#state.now.references, item] })
  }

  /** The Worker looks closer than we do: what it can't take, such as colours for print, may still be converted. */
  async #judge(key: string, reference: Reference, file: File): Promise<void> {
    const { kind, converted } = this.#state.item(key) ?? {}
    if (reference.problem?.code !== 'unsupported-type' || kind !== 'image' || converted) {
      return this.#settle(key, reference)
    }
    this.#state.changeItem(key, { status: 'inspecting' })
    const again = await prepareFile(file, await remade(file, file.type, { kind, problem: 'unsupported-type' }))
    const { preview } = this.#state.item(key) ?? {}
    if (!again.converted || !preview) return this.#settle(key, reference)
    release(preview)
    this.queue.drop(key)
    this.#delete(reference.id)
    this.#admit(key, again)
  }

  #settle(key: string, reference: Reference): void {
    const { id, kind, duration, problem, filename, preview_url } = reference
    if (problem || reference.status === 'rejected') {
      const refusal = problem ?? { code: 'corrupt' }
      // A clip that looked like one is refused for its coding.
      const unsupported = refusal.code === 'unsupported-type' && kind === 'video' ? 'codec' : undefined
      this.#state.changeItem(key, { id, status: 'rejected', error: { ...refusal, kind: unsupported } })
      return
    }
    const item = this.#state.item(key)
    this.#state.changeItem(key, {
      id,
      status: 'ready',
      fraction: 1,
      kind: kind ?? item?.kind,
      duration: duration ?? item?.duration,
      held: undefined,
      ...(key.startsWith('taken-') ? { preview: preview_url, name: filename ?? item?.name ?? id } : {}),
    })
  }
}
