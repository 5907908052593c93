/** Uploaded files on disk: their bytes, and a record of each. */
import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import { secretName } from '../ids.ts'
import { Journal } from '../runs/journal.ts'

/** Sources say 1 h or 24 h; a day is what Replicate's own client documents. */
const FILE_KEPT_MS = 24 * 3_600_000

export type StoredFile = {
  id: string
  sequence: number
  name: string
  contentType: string
  size: number
  sha256: string
  md5: string
  metadata: Record<string, unknown>
  createdAt: number
  expiresAt: number
}

export class Files {
  readonly #clock: Clock
  readonly #directory: string
  readonly #journal: Journal<StoredFile>
  readonly #byId = new Map<string, StoredFile>()
  #sequence = 0

  constructor(directory: string, clock: Clock) {
    this.#clock = clock
    this.#directory = join(directory, 'content')
    mkdirSync(this.#directory, { recursive: true })
    this.#journal = new Journal(join(directory, 'records'))
    for (const file of this.#journal.read().sort((a, b) => a.sequence - b.sequence)) {
      this.#byId.set(file.id, file)
      this.#sequence = file.sequence
    }
  }

  /** Stores a file; it is on disk when this returns. */
  add(content: Buffer, described: Pick<StoredFile, 'name' | 'contentType' | 'metadata'>): StoredFile {
    this.#sequence += 1
    const file: StoredFile = {
      ...described,
      id: secretName(),
      sequence: this.#sequence,
      size: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
      md5: createHash('md5').update(content).digest('hex'),
      createdAt: Date.now(),
      expiresAt: Date.now() + this.#clock.scaled(FILE_KEPT_MS),
    }
    const path = this.contentPath(file)
    writeFileSync(`${path}.new`, content)
    renameSync(`${path}.new`, path)
    this.#journal.write(file)
    this.#byId.set(file.id, file)
    return file
  }

  get(id: string): StoredFile | undefined {
    return this.#byId.get(id)
  }

  newestFirst(): StoredFile[] {
    return [...this.#byId.values()].reverse()
  }

  remove(id: string): void {
    const file = this.#byId.get(id)
    if (!file) return
    this.#byId.delete(id)
    this.#journal.remove(id)
    rmSync(this.contentPath(file), { force: true })
  }

  contentPath({ id }: StoredFile): string {
    return join(this.#directory, id)
  }
}
