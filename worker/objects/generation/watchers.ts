/** Live event streams (SSE) of one generation: its state at once, each change, a heartbeat, and the end. */
import type { Generation } from '../../contract/generation.ts'
import { HEARTBEAT_SECONDS } from '../../contract/limits.ts'
import type { Clock } from '../clock.ts'
import { isEnd } from './states.ts'

/** The generations after the given sequence number as one watcher sees them; null when that watcher's claim is gone. */
type Tell = (after: number) => Generation[] | null

type Watcher = { tell: Tell; sequence: number; controller: ReadableStreamDefaultController<Uint8Array> }

/** The open event streams of one Generation. A heartbeat runs while there are any. */
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

  /** Sends every stream the events that are new to it. */
  changed(): void {
    for (const watcher of this.#watchers) this.#deliver(watcher)
  }

  /** How many streams are open. */
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
