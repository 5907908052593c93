/** Gives a window storage of its own that ends with it: no state finds what another one left behind. */

class PassingStorage implements Storage {
  readonly #kept = new Map<string, string>()

  get length(): number {
    return this.#kept.size
  }
  key(at: number): string | null {
    return [...this.#kept.keys()][at] ?? null
  }
  getItem(name: string): string | null {
    return this.#kept.get(name) ?? null
  }
  setItem(name: string, value: string): void {
    this.#kept.set(name, value)
  }
  removeItem(name: string): void {
    this.#kept.delete(name)
  }
  clear(): void {
    this.#kept.clear()
  }
}

export function keepNothing(target: Window): void {
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(target, name, { value: new PassingStorage(), configurable: true })
  }
}
