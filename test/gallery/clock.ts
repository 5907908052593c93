/** Takes the place of a window's timers: a state that would pass by itself is kept, one that takes long is reached soon. */

export class Clock {
  /** So many times faster than real. */
  pace = 1
  #stops = 0

  install(target: Window & typeof globalThis): void {
    const real = target.setTimeout.bind(target)
    target.setTimeout = ((run: (...all: unknown[]) => void, ms = 0, ...all: unknown[]) => {
      const stops = this.#stops
      return real(() => stops === this.#stops && run(...all), ms / this.pace)
    }) as typeof setTimeout
  }

  /** What waits now waits for ever: no retry, no warning, no question asked again. */
  stop(): void {
    this.#stops += 1
  }
}
