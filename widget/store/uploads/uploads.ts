/** The references of one studio: admits files and the page's references to the list, and keeps each item up to date. */
import { REFERENCES_MAX } from '../../../worker/contract/limits.ts'
import type { Reference } from '../../../worker/contract/reference.ts'
import { backOff, wait } from '../../client/back-off.ts'
import type { Client } from '../../client/index.ts'
import { NetworkError } from '../../client/problem.ts'
import { contentOf } from '../../client/upload/identify.ts'
import { type Inspection, inspectAsJpeg } from '../../files/inspect.ts'
import { isCounted } from '../phases.ts'
import { toShownError } from '../shown-error.ts'
import type { ReferenceItem } from '../snapshot.ts'
import type { State } from '../state.ts'
import { type PreparedFile, prepareFile } from './prepare-file.ts'
import { type Halt, Queue } from './queue.ts'

/** Counts the items of all studios, for their keys. */
let made = 0

/** Milliseconds for which a preview outlives its item: elements may still draw it, or read a clip from it. Ours. */
const LINGER_MS = 30_000

/** Frees the memory of a preview. */
function release(preview: string | undefined): void {
  if (preview?.startsWith('blob:')) setTimeout(() => URL.revokeObjectURL(preview), LINGER_MS)
}

/** A reference to take without an upload. */
export interface Taken {
  /** The id of a reference, or the address of a picture on a host that the site allows. */
  name: string
  filename?: string | undefined
  own?: boolean | undefined
  /** The page's own name for it, if the page brought it. */
  page?: string | undefined
}

/** The list of references of one studio. */
export class Uploads {
  readonly #state: State
  readonly #client: Client
  readonly queue: Queue
  /** Names of the page's references that were already taken from the page, each only once. */
  readonly #ofPage = new Set<string>()
  /** Ids of references of a run: they stay at the Worker for the next run. */
  readonly #used = new Set<string>()
  /** The `content` of each item, by key: finds duplicates. */
  readonly #contents = new Map<string, string>()
  /** Files that found no place, by key: the first of them gets the next free place. */
  readonly #overflow = new Map<string, PreparedFile>()
  /** Keeps the changes that `#admitOverflow` makes from calling it again. */
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

  /** Adds files: prepares all at once, and admits them in their order, so that the sixth one is refused. */
  async add(files: readonly Blob[]): Promise<void> {
    const arrived = files.map((given) => {
      // Pages may add a blob without a name, such as a canvas makes.
      const file = given instanceof File ? given : new File([given], 'file', { type: given.type })
      const key = `file-${++made}`
      this.#append({ key, name: file.name, bytes: file.size, status: 'inspecting', own: true })
      return { key, preparing: prepareFile(file) }
    })
    for (const { key, preparing } of arrived) this.#admit(key, await preparing)
  }

  /** Gives a prepared file its place and uploads it, or rejects it. */
  #admit(key: string, prepared: PreparedFile): void {
    if (!this.#state.item(key)) return
    const { kind, media_type, measures, problem, unsupported, converted, sending, identity, content } = prepared
    const duplicate = problem ? undefined : this.#duplicateOf(key, content)
    if (duplicate) {
      this.#repeat(key, duplicate)
      return
    }
    // A rejected file is never sent: the reason stands beside it.
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

  /** The item that has a place and the same bytes. */
  #duplicateOf(key: string, content: string): ReferenceItem | undefined {
    return this.#state.now.references.find(
      (item) => item.key !== key && isCounted(item) && this.#contents.get(item.key) === content,
    )
  }

  /** Drops an item in favour of its duplicate. Adding a failed file again retries its upload. */
  #repeat(key: string, duplicate: ReferenceItem): void {
    this.#drop(key)
    this.#state.changeItem(duplicate.key, { repeated: true })
    if (duplicate.status === 'failed') this.queue.resume(duplicate.key)
  }

  /** The code of a refusal that has nothing to do with the file itself: no clips at this site, or no place left. */
  #refusal(kind: Inspection['kind']): string | undefined {
    const { references, site } = this.#state.now
    if (kind === 'video' && site?.limits.reference_videos === false) return 'no-clips'
    return references.filter(isCounted).length >= REFERENCES_MAX ? 'too-many' : undefined
  }

  /** Takes references that the Worker has, or can fetch, in this order. */
  async take(list: readonly Taken[]): Promise<void> {
    const present = new Set(this.#state.now.references.map(({ id }) => id))
    await Promise.all(list.filter(({ name }) => !present.has(name)).map((taken) => this.#takeOne(taken)))
  }

  /**
   * Takes the page's references, and drops those that the page no longer names. A reference that the visitor has removed
   * is not taken again.
   */
  async takePages(names: readonly string[]): Promise<void> {
    for (const { key, page } of this.#state.now.references) if (page && !names.includes(page)) this.#drop(key)
    for (const name of this.#ofPage) if (!names.includes(name)) this.#ofPage.delete(name)
    const fresh = [...new Set(names)].filter((name) => !this.#ofPage.has(name))
    await this.take(fresh.map((name) => ({ name, page: name })))
  }

  /** Takes one reference; retries while the Worker can't be reached. */
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

  /** Moves an item to a place in the list, from 0. */
  move(key: string, to: number): void {
    const item = this.#state.item(key)
    if (!item) return
    const references = this.#state.now.references.filter((other) => other !== item)
    references.splice(to, 0, item)
    this.#state.change({ references, moved: { key } })
  }

  /** Removes an item; the visitor's own file is deleted from the Worker too. */
  remove(key: string): void {
    const item = this.#state.item(key)
    if (!item) return
    const id = this.queue.drop(key) ?? item.id
    this.#drop(key)
    // The page's references stay at the Worker, and so do those of a run, which can be repeated with them.
    if (id && item.own && !this.#used.has(id)) this.#delete(id)
  }

  /** Admits files that found no place before, as far as places are free now. */
  #admitOverflow(): void {
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

  /** Deletes a reference from the Worker. A failure is of no consequence: references expire by themselves. */
  #delete(id: string): void {
    this.#client.references.uploading().then(
      (uploading) => uploading.remove(id),
      () => {},
    )
  }

  /** Drops all items but those with these ids; nothing is deleted from the Worker. */
  keep(ids: readonly string[]): void {
    for (const { key, id } of this.#state.now.references) if (!id || !ids.includes(id)) this.#drop(key)
  }

  /** Empties the list. */
  clear(): void {
    this.#overflow.clear()
    for (const { key, status } of this.#state.now.references) {
      // A ready reference may be part of a run: the Worker keeps it.
      if (status === 'ready') this.#drop(key)
      else this.remove(key)
    }
    this.#ofPage.clear()
  }

  /** Goes on after a halt, and repeats deletions that failed. */
  go(): void {
    this.queue.go()
    this.#settleRemovals()
  }

  /** Repeats deletions that failed. */
  #settleRemovals(): void {
    this.#client.references.uploading().then(
      (uploading) => uploading.settleRemovals(),
      () => {},
    )
  }

  /** Takes an item from the list. */
  #drop(key: string): void {
    const preview = this.#state.item(key)?.preview
    release(preview)
    this.queue.drop(key)
    this.#contents.delete(key)
    this.#overflow.delete(key)
    this.#state.change({ references: this.#state.now.references.filter((other) => other.key !== key) })
  }

  /** Adds an item at the end of the list. */
  #append(item: ReferenceItem): void {
    this.#state.change({ references: [...this.#state.now.references, item] })
  }

  /** Converts a picture that only the Worker found unsupported, such as one with colours for print; else settles it. */
  async #judge(key: string, reference: Reference, file: File): Promise<void> {
    const { kind, converted } = this.#state.item(key) ?? {}
    if (reference.problem?.code !== 'unsupported-type' || kind !== 'image' || converted) {
      return this.#settle(key, reference)
    }
    this.#state.changeItem(key, { status: 'inspecting' })
    const again = await prepareFile(file, await inspectAsJpeg(file, file.type, { kind, problem: 'unsupported-type' }))
    const { preview } = this.#state.item(key) ?? {}
    if (!again.converted || !preview) return this.#settle(key, reference)
    release(preview)
    this.queue.drop(key)
    this.#delete(reference.id)
    this.#admit(key, again)
  }

  /** Takes the Worker's verdict into an item. */
  #settle(key: string, reference: Reference): void {
    const { id, kind, duration, problem, filename, preview_url } = reference
    if (problem || reference.status === 'rejected') {
      const refusal = problem ?? { code: 'corrupt' }
      // The browser took this file for a clip, so a refused type means that the Worker can't use its codec.
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
