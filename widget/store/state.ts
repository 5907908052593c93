/** Holds the newest snapshot: each change makes a new frozen one and calls the listeners. */
import { isCounted, phaseOf } from './phases.ts'
import { EMPTY, type ReferenceItem, type Snapshot } from './snapshot.ts'

/** Gets the new snapshot and the one before it. */
export type Listener = (now: Snapshot, before: Snapshot) => void

/** Numbers the usable references of each kind, in the order of the list. */
function numbered(references: readonly ReferenceItem[]): readonly ReferenceItem[] {
  const count = { image: 0, video: 0 }
  return Object.freeze(
    references.map((item) => {
      const number = item.kind && isCounted(item) ? ++count[item.kind] : undefined
      return Object.freeze(item.number === number ? item : { ...item, number })
    }),
  )
}

/** The state of one studio. */
export class State {
  #now: Snapshot = EMPTY
  readonly #listeners = new Set<Listener>()

  /** The newest snapshot. */
  get now(): Snapshot {
    return this.#now
  }

  /** Calls `listener` after each change; returns what ends that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Makes a new snapshot, with the phase that follows from it. */
  change(part: Partial<Omit<Snapshot, 'phase'>>): void {
    const before = this.#now
    const next: Snapshot = {
      ...before,
      ...part,
      references: part.references ? numbered(part.references) : before.references,
    }
    this.#now = Object.freeze({ ...next, phase: phaseOf(next) })
    for (const listener of this.#listeners) listener(this.#now, before)
  }

  /** The reference with this key; undefined once it is removed. */
  item(key: string): ReferenceItem | undefined {
    return this.#now.references.find((item) => item.key === key)
  }

  /** Changes one reference; does nothing if it was removed meanwhile. */
  changeItem(key: string, part: Partial<ReferenceItem>): void {
    if (!this.item(key)) return
    this.change({ references: this.#now.references.map((item) => (item.key === key ? { ...item, ...part } : item)) })
  }
}
