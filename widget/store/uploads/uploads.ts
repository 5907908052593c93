/** The references of one studio: looks files over, hands them to the queue, and keeps the list true. Loaded with the first file. */
import { REFERENCES_MAX } from '../../../worker/contract/limits.ts'
import type { Reference } from '../../../worker/contract/reference.ts'
import type { Client } from '../../client/index.ts'
import { type Inspection, inspect, remade } from '../../files/inspect.ts'
import { isCounted } from '../phases.ts'
import type { ReferenceItem } from '../snapshot.ts'
import type { State } from '../state.ts'
import { toTrouble } from '../trouble.ts'
import { type Halt, Queue } from './queue.ts'

let made = 0

export class Uploads {
  readonly #state: State
  readonly #client: Client
  readonly queue: Queue

  constructor(state: State, client: Client, halts: ReadonlySet<Halt>) {
    this.#state = state
    this.#client = client
    this.queue = new Queue(state, client, halts, (key, reference, file) => this.#judge(key, reference, file))
    this.#settleRemovals()
  }

  /** Looks all over at once, then lets them in one after the other, so that the sixth is the one refused. */
  async add(files: readonly File[]): Promise<void> {
    const arrivals = files.map((file) => {
      const key = `file-${++made}`
      this.#append({ key, name: file.name, bytes: file.size, status: 'inspecting' })
      return { key, file, inspection: inspect(file).catch((): Inspection => ({ problem: 'corrupt' })) }
    })
    for (const { key, file, inspection } of arrivals) this.#admit(key, file, await inspection)
  }

  #admit(key: string, original: File, { kind, media_type, measures, problem, converted }: Inspection): void {
    if (!this.#state.item(key)) return
    // Told in words next to the file, and never sent.
    const code = problem ?? this.#refusal(kind)
    if (code || !media_type) {
      this.#state.changeItem(key, { kind, status: 'rejected', trouble: { code: code ?? 'unsupported-type' } })
      return
    }
    const file = converted ?? original
    this.#state.changeItem(key, {
      kind,
      bytes: file.size,
      converted: converted !== undefined,
      preview: URL.createObjectURL(file),
      duration: measures?.duration,
    })
    this.queue.add(key, file, media_type)
  }

  /** What the site or the model's count forbids, beyond the file itself. */
  #refusal(kind: Inspection['kind']): string | undefined {
    const { references, site } = this.#state.now
    if (kind === 'video' && site?.limits.reference_videos === false) return 'no-clips'
    return references.filter(isCounted).length >= REFERENCES_MAX ? 'too-many' : undefined
  }

  /** Takes up references that the Worker has already, or may fetch by itself. */
  async take(names: readonly string[]): Promise<void> {
    const present = new Set(this.#state.now.references.map(({ id }) => id))
    await Promise.all(names.filter((name) => !present.has(name)).map((name) => this.#takeOne(name)))
  }

  async #takeOne(name: string): Promise<void> {
    const key = `taken-${++made}`
    const { references } = this.#client
    const known = /^ref_/.test(name)
    this.#append({
      key,
      name: known ? name : (name.split('/').pop() ?? name),
      bytes: 0,
      status: 'checking',
      kind: 'image',
    })
    try {
      const reference = await (known ? references.get(name) : references.import(name))
      this.#settle(key, reference)
    } catch (error) {
      this.#state.changeItem(key, { status: 'rejected', trouble: toTrouble(error) })
    }
  }

  remove(key: string): void {
    const item = this.#state.item(key)
    if (!item) return
    const id = this.queue.drop(key) ?? item.id
    this.#drop(key)
    if (!id || key.startsWith('taken-')) return
    this.#delete(id)
  }

  /** Whether the Worker hears of it makes no difference to the visitor: what it keeps expires by itself. */
  #delete(id: string): void {
    this.#client.references.uploading().then(
      (uploading) => uploading.remove(id),
      () => {},
    )
  }

  clear(): void {
    for (const { key, status } of this.#state.now.references) {
      // A video may have been made of what is ready: the Worker keeps it.
      if (status === 'ready') this.#drop(key)
      else this.remove(key)
    }
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
    if (preview?.startsWith('blob:')) URL.revokeObjectURL(preview)
    this.queue.drop(key)
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
    const again = await remade(file, file.type, { kind, problem: 'unsupported-type' })
    const { preview } = this.#state.item(key) ?? {}
    if (!again.converted || !preview) return this.#settle(key, reference)
    URL.revokeObjectURL(preview)
    this.queue.drop(key)
    this.#delete(reference.id)
    this.#admit(key, file, again)
  }

  #settle(key: string, reference: Reference): void {
    const { id, kind, duration, problem, filename, preview_url } = reference
    if (problem || reference.status === 'rejected') {
      this.#state.changeItem(key, { id, status: 'rejected', trouble: problem ?? { code: 'corrupt' } })
      return
    }
    const item = this.#state.item(key)
    this.#state.changeItem(key, {
      id,
      status: 'ready',
      fraction: 1,
      kind: kind ?? item?.kind,
      duration: duration ?? item?.duration,
      ...(key.startsWith('taken-') ? { preview: preview_url, name: filename ?? item?.name ?? id } : {}),
    })
  }
}
