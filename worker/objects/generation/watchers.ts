/** Live event streams (SSE) of one generation: the state at once, each change, a heartbeat, an end. */
import type { Generation } from '../../contract/generation.ts'
import { HEARTBEAT_SECONDS } from '../../contract/limits.ts'
import type { Clock } from '../clock.ts'
import { isEnd } from './states.ts'

/**
 * What a watcher is told: the generations after the given sequence, in order, as this watcher sees them; null when
 * there is nothing of it for this watcher any more.
 */
type Tell = (after: number) => Generation[] | null

type Watcher = { tell: Tell; sequence: number; controller: ReadableStreamDefaultController<Uint8Array> }

export class Watchers {
  readonly #watchers = new Set<Watcher>()
  #heartbeat: ReturnType<typeof setInterval> | null = null
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A stream that begins after `sequence` and ends with the generation. */
  stream(tell: Tell, sequence: number): ReadableStream<Uint8Array> {
    let watcher: Watcher
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        watcher = { tell, sequence, controller }
        this.#watchers.add(watcher)
        this.#beat()
        this.#deliver(watcher)
      },
      cancel: () => this.#drop(watcher),
    })
  }

  /** Tells all of them what is new. */
  changed(): void {
    for (const watcher of this.#watchers) this.#deliver(watcher)
  }

  /** How many are listening. */
  get size(): number {
    return this.#watchers.size
  }

  #deliver(watcher: Watcher): void {
    const told = watcher.tell(watcher.sequence)
    let ended = told === null
    for (const generation of told ?? []) {
      watcher.sequence = generation.sequence
      ended = isEnd(generation.status)
      this.#write(watcher, `event: generation\nid: ${generation.sequence}\ndata: ${JSON.stringify(generation)}\n\n`)
    }
    if (ended && this.#watchers.has(watcher)) {
      this.#drop(watcher)
      watcher.controller.close()
    }
  }

  #write(watcher: Watcher, text: string): void {
    try {
      watcher.controller.enqueue(new TextEncoder().encode(text))
    } catch {
      this.#drop(watcher)
    }
  }

  #beat(): void {
    this.#heartbeat ??= setInterval(
      () => {
        for (const watcher of this.#watchers) this.#write(watcher, ': still here\n\n')
      },
      this.#clock.delay(HEARTBEAT_SECONDS * 1000),
    )
  }

  #drop(watcher: Watcher): void {
    this.#watchers.delete(watcher)
    if (this.#watchers.size > 0 || this.#heartbeat === null) return
    clearInterval(this.#heartbeat)
    this.#heartbeat = null
  }
}
