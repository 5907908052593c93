/** A stand-in for Turnstile's script: shows a button, and passes or fails when a test says so. */
import type { Turnstile, TurnstileOptions } from '../../widget/elements/studio/challenge/turnstile.ts'

export interface Shown {
  id: string
  place: HTMLElement
  options: TurnstileOptions
}

export class FakeTurnstile implements Turnstile {
  /** Every challenge that was ever shown. */
  readonly shown: Shown[] = []
  readonly resets: (string | undefined)[] = []
  readonly removed: (string | undefined)[] = []

  render(place: HTMLElement, options: TurnstileOptions): string {
    const id = `widget-${this.shown.length + 1}`
    const box = document.createElement('button')
    box.textContent = 'I am human'
    place.append(box)
    this.shown.push({ id, place, options })
    return id
  }

  reset(id?: string): void {
    this.resets.push(id)
  }

  remove(id?: string): void {
    this.removed.push(id)
  }
}
