/** Takes the place of a window's timers: a state that would pass by itself is kept, one that takes long is reached soon. */

export class Clock {
  /** How many times faster than real time this clock runs. */
  pace = 1
  #stops = 0

  install(target: Window & typeof globalThis): void {
    const real = target.setTimeout.bind(target)
    target.setTimeout = ((run: (...all: unknown[]) => void, ms = 0, ...all: unknown[]) => {
      const stops = this.#stops
      return real(() => stops === this.#stops && run(...all), ms / this.pace)
    }) as typeof setTimeout
  }

  /** Keeps every timer that is waiting now from ever firing: no retry, no warning, no repeated question. */
  stop(): void {
    this.#stops += 1
  }
}
