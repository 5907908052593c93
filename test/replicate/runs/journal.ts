/** Keeps records on disk, one JSON file each, so that a process killed at any moment leaves every record whole. */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export class Journal<Entry extends { id: string }> {
  readonly #directory: string

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true })
    this.#directory = directory
  }

  /** Everything that was written, in no order. A file that a killed process left half written is not one of them. */
  read(): Entry[] {
    return readdirSync(this.#directory)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(this.#directory, name), 'utf8')) as Entry)
  }

  /** When this returns, the record outlives the process: it is written beside its place and then renamed into it. */
  write(entry: Entry): void {
    const path = this.#path(entry.id)
    writeFileSync(`${path}.new`, JSON.stringify(entry))
    renameSync(`${path}.new`, path)
  }

  remove(id: string): void {
    rmSync(this.#path(id), { force: true })
  }

  #path(id: string): string {
    return join(this.#directory, `${id}.json`)
  }
}
