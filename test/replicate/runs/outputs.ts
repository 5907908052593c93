/** The finished videos on disk, one a prediction. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

export class Outputs {
  readonly #finished: string
  readonly #work: string

  constructor(directory: string) {
    this.#finished = join(directory, 'finished')
    this.#work = join(directory, 'work')
    mkdirSync(this.#finished, { recursive: true })
    // An ffmpeg whose parent was killed may still write here: it loses its folder and ends unnoticed.
    rmSync(this.#work, { recursive: true, force: true })
  }

  /** Where the prediction's video lies when it is finished. */
  path(id: string): string {
    return join(this.#finished, `${id}.mp4`)
  }

  /** A folder to render in, on the same disk, so that a finished video can be renamed into its place. */
  workspace(id: string): string {
    const folder = join(this.#work, id)
    mkdirSync(folder, { recursive: true })
    return folder
  }

  clear(id: string): void {
    rmSync(join(this.#work, id), { recursive: true, force: true })
  }
}
