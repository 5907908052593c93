/** Removes what Replicate removes: a prediction's data one hour after its end, uploaded files after a day. */
import { rmSync } from 'node:fs'
import type { Files, StoredFile } from '../api/file-store.ts'
import type { Cancel, Clock } from '../clock.ts'
import { isOver, type Prediction } from '../prediction.ts'
import type { Outputs } from './outputs.ts'
import type { Predictions } from './predictions.ts'

/** Replicate's documents: input, output and logs of an API prediction. */
const DATA_KEPT_MS = 3_600_000

export class Retention {
  readonly #clock: Clock
  readonly #predictions: Predictions
  readonly #outputs: Outputs
  readonly #files: Files
  readonly #timers = new Map<string, Cancel>()

  constructor(clock: Clock, predictions: Predictions, outputs: Outputs, files: Files) {
    this.#clock = clock
    this.#predictions = predictions
    this.#outputs = outputs
    this.#files = files
    predictions.listen((prediction, event) => {
      if (event === 'completed') this.#keep(prediction)
    })
    for (const prediction of predictions.newestFirst()) {
      if (isOver(prediction) && !prediction.dataRemoved) this.#keep(prediction)
    }
    for (const file of files.newestFirst()) this.keepFile(file)
  }

  /** Sees to it that the file goes when its time is over. */
  keepFile(file: StoredFile): void {
    this.#arm(file.id, file.expiresAt, () => this.#files.remove(file.id))
  }

  /** Removes the prediction's data at once, as if its hour were over. */
  remove(prediction: Prediction): void {
    this.#timers.get(prediction.id)?.()
    this.#timers.delete(prediction.id)
    this.#forget(prediction)
  }

  close(): void {
    for (const cancel of this.#timers.values()) cancel()
  }

  #keep(prediction: Prediction): void {
    const { id, completedAt } = prediction
    this.#arm(id, (completedAt ?? Date.now()) + this.#clock.scaled(DATA_KEPT_MS), () => this.#forget(prediction))
  }

  #forget(prediction: Prediction): void {
    rmSync(this.#outputs.path(prediction.id), { force: true })
    this.#predictions.forget(prediction)
  }

  #arm(id: string, time: number, act: () => void): void {
    const cancel = this.#clock.at(time, () => {
      this.#timers.delete(id)
      act()
    })
    this.#timers.set(id, cancel)
  }
}
