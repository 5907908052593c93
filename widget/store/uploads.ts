/** The references of one studio: looks files over, sends three at a time, and keeps the list true. */
import { REFERENCES_MAX } from '../../worker/contract/limits.ts'
import type { Reference } from '../../worker/contract/reference.ts'
import type { Client } from '../client/index.ts'
import type { Inspection } from '../files/inspect.ts'
import { isCounted } from './phases.ts'
import type { ReferenceItem } from './snapshot.ts'
import type { State } from './state.ts'
import { toTrouble } from './trouble.ts'

/** How many files are sent at the same time. */
const AT_ONCE = 3

export interface Files {
  inspect: (file: File, url: string) => Promise<Inspection>
  /** An address under which the page can show a file, and its end. */
  show: (file: File) => string
  forget: (url: string) => void
}

interface Job {
  file: File
  filetype: string
  stop: AbortController
}

let made = 0

export class Uploads {
  readonly #state: State
  readonly #client: () => Client
  readonly #files: Files
  readonly #jobs = new Map<string, Job>()
  #running = 0

  constructor(state: State, client: () => Client, files: Files) {
    this.#state = state
    this.#client = client
    this.#files = files
  }

  /** Looks all over at once, then lets them in one after the other, so that the sixth is the one refused. */
  async add(files: readonly File[]): Promise<void> {
    const arrivals = files.map((file) => {
      const key = `file-${++made}`
      const preview = this.#files.show(file)
      this.#append({ key, name: file.name, bytes: file.size, status: 'inspecting' })
      return { key, file, preview, inspection: this.#files.inspect(file, preview) }
    })
    for (const { key, file, preview, inspection } of arrivals) this.#admit(key, file, preview, await inspection)
  }

  #admit(key: string, file: File, preview: string, { kind, media_type, measures, problem }: Inspection): void {
    // Told in words next to the file, and never sent.
    const code = problem ?? this.#refusal(kind)
    if (code || !media_type || !this.#state.item(key)) {
      this.#files.forget(preview)
      this.#state.changeItem(key, { kind, status: 'rejected', trouble: { code: code ?? 'unsupported-type' } })
      return
    }
    this.#jobs.set(key, { file, filetype: media_type, stop: new AbortController() })
    this.#state.changeItem(key, { kind, preview, duration: measures?.duration, status: 'waiting', fraction: 0 })
    this.#next()
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
    const { references } = this.#client()
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
    this.#jobs.get(key)?.stop.abort()
    this.#jobs.delete(key)
    if (item.preview?.startsWith('blob:')) this.#files.forget(item.preview)
    // Whether the Worker hears of it makes no difference to the visitor: what it keeps expires by itself.
    if (item.id && !key.startsWith('taken-'))
      this.#client()
        .references.remove(item.id)
        .catch(() => {})
    this.#state.change({ references: this.#state.now.references.filter((other) => other.key !== key) })
  }

  clear(): void {
    for (const { key, status } of this.#state.now.references) {
      if (status === 'ready') this.#drop(key)
      else this.remove(key)
    }
  }

  /** Leaves the list without asking the Worker to forget it: a video may have been made of it. */
  #drop(key: string): void {
    const preview = this.#state.item(key)?.preview
    if (preview?.startsWith('blob:')) this.#files.forget(preview)
    this.#jobs.delete(key)
    this.#state.change({ references: this.#state.now.references.filter((other) => other.key !== key) })
  }

  retry(key: string): void {
    const job = this.#jobs.get(key)
    if (!job || this.#state.item(key)?.status !== 'failed') return
    job.stop = new AbortController()
    this.#state.changeItem(key, { status: 'waiting', fraction: 0, trouble: undefined })
    this.#next()
  }

  /** Takes up what a lost connection has stopped. */
  retryCut(): void {
    for (const item of this.#state.now.references) if (item.trouble?.code === 'network') this.retry(item.key)
  }

  /** Stops sending, as when the element leaves the page; `retryCut` goes on. */
  suspend(): void {
    for (const [key, job] of this.#jobs) {
      const status = this.#state.item(key)?.status
      if (status !== 'uploading' && status !== 'waiting' && status !== 'checking') continue
      job.stop.abort()
      this.#state.changeItem(key, { status: 'failed', trouble: { code: 'network' } })
    }
  }

  #append(item: ReferenceItem): void {
    this.#state.change({ references: [...this.#state.now.references, item] })
  }

  #next(): void {
    const waiting = this.#state.now.references.find((item) => item.status === 'waiting')
    const job = waiting && this.#jobs.get(waiting.key)
    if (!job || this.#running >= AT_ONCE) return
    this.#running += 1
    this.#send(waiting.key, waiting.name, job).finally(() => {
      this.#running -= 1
      this.#next()
    })
    this.#next()
  }

  async #send(key: string, filename: string, { file, filetype, stop: { signal } }: Job): Promise<void> {
    const { references } = this.#client()
    this.#state.changeItem(key, { status: 'uploading' })
    try {
      const id = await references.send(file, {
        filename,
        filetype,
        signal,
        progress: (sent, total) => {
          // All bytes sent is not yet arrived, and arrived is not yet looked over.
          const checking = sent >= total
          this.#state.changeItem(key, {
            status: checking ? 'checking' : 'uploading',
            fraction: total ? sent / total : 0,
          })
        },
      })
      if (!this.#state.item(key)) return void references.remove(id).catch(() => {})
      this.#state.changeItem(key, { status: 'checking', fraction: 1, id })
      this.#settle(key, await references.settled(id, signal))
    } catch (error) {
      if (signal.aborted) return
      this.#state.changeItem(key, { status: 'failed', trouble: toTrouble(error) })
    }
  }

  #settle(key: string, reference: Reference & { preview_url?: string }): void {
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
