/** Tells how far a run is, in lines like those of Python's tqdm, which is what models on Replicate print. */

const STEPS = 50
const BAR_WIDTH = 10
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']

/** Follows one run: the work and the least time a run takes must both get on before a step is done. */
export class Progress {
  readonly #startedAt: number
  readonly #leastMs: number
  #work = 0
  #step = -1

  constructor(startedAt: number, leastMs: number) {
    this.#startedAt = startedAt
    this.#leastMs = leastMs
  }

  /** How much of the work is done, from 0 to 1. */
  worked(done: number): void {
    this.#work = Math.max(this.#work, done)
  }

  /** The line to print now, if a new step is done. */
  line(now: number): string | undefined {
    const elapsed = now - this.#startedAt
    const time = this.#leastMs === 0 ? 1 : Math.min(1, elapsed / this.#leastMs)
    const step = Math.floor(Math.min(time, this.#work) * STEPS)
    if (step <= this.#step) return undefined
    this.#step = step
    return progressLine(step, STEPS, elapsed / 1000)
  }
}

/** ` 42%|████▏     | 21/50 [00:10<00:14,  2.00it/s]` */
export function progressLine(step: number, steps: number, seconds: number): string {
  const filled = (step / steps) * BAR_WIDTH
  const bar = '█'.repeat(Math.floor(filled)) + (EIGHTHS[Math.floor((filled % 1) * 8)] ?? '')
  const rate = seconds > 0 ? step / seconds : 0
  const left = step === 0 ? '?' : minutes((steps - step) / rate)
  const speed = step === 0 ? '?' : rate.toFixed(2)
  const percent = `${Math.floor((100 * step) / steps)}`.padStart(3)
  return `${percent}%|${bar.padEnd(BAR_WIDTH)}| ${step}/${steps} [${minutes(seconds)}<${left}, ${speed.padStart(5)}it/s]\n`
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}`.padStart(2, '0') + `:${whole % 60}`.replace(/:(\d)$/, ':0$1')
}
