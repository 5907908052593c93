/** Runs that share a site, its budget, a visitor and a reference. */
import { readFileSync } from 'node:fs'
import { PRICE_PER_SECOND_MICROS } from '../../../worker/model/price.ts'
import type { RunPlan } from './plan.ts'
import type { Stage } from './stage.ts'

const PHOTO = readFileSync(new URL('../../fixtures/cat.jpg', import.meta.url))
/** Of so many groups, one has a budget that is too small for all of its runs. */
const SQUEEZED_EVERY = 3

export class Group {
  readonly site: string
  readonly budgetMicros: number
  readonly headers: Record<string, string>
  readonly reference: string
  /** Runs that may still end and release their reservation. */
  readonly #active: Set<RunPlan>
  readonly #waiting = new Set<() => void>()

  private constructor(
    plans: readonly RunPlan[],
    site: string,
    budgetMicros: number,
    headers: Record<string, string>,
    reference: string,
  ) {
    this.#active = new Set(plans)
    this.site = site
    this.budgetMicros = budgetMicros
    this.headers = headers
    this.reference = reference
  }

  /** `plans`: all runs of the group; `played`: those that this call plays, as the only ones that spend. */
  static async open(
    number: number,
    plans: readonly RunPlan[],
    played: readonly RunPlan[],
    stage: Stage,
  ): Promise<Group> {
    const site = `site_matrix${number}`
    const prices = plans.map(({ durationSeconds }) => durationSeconds * PRICE_PER_SECOND_MICROS)
    const missing = number % SQUEEZED_EVERY === 0 ? Math.min(...prices) : 0
    const budget = prices.reduce((sum, price) => sum + price, 0) - missing
    // Other groups play already, and may have killed the Worker just now.
    await stage.patiently(() => stage.addSite(site, budget))
    const headers = await stage.patiently(() => stage.worker.visitor(site))
    const encoded = Buffer.from('cat.jpg').toString('base64')
    const answer = await stage.patiently(() =>
      fetch(`${stage.worker.url}/v1/references`, {
        method: 'POST',
        headers: {
          ...headers,
          'tus-resumable': '1.0.0',
          'upload-length': String(PHOTO.byteLength),
          'upload-metadata': `filename ${encoded},filetype ${Buffer.from('image/jpeg').toString('base64')}`,
          'content-type': 'application/offset+octet-stream',
        },
        body: PHOTO,
      }),
    )
    const reference = answer.headers.get('location')?.split('/').at(-1)
    if (answer.status !== 201 || !reference) throw new Error(`The reference was answered with ${answer.status}.`)
    return new Group(played, site, budget, headers, reference)
  }

  /** Waits, after a refusal, until another run has ended; true when no run is left that could release money. */
  async turn(plan: RunPlan): Promise<boolean> {
    if (this.#active.has(plan)) return false
    if (this.#active.size > 0) await new Promise<void>((resolve) => this.#waiting.add(resolve))
    return this.#active.size === 0
  }

  /** The budget refused this run. */
  refused(plan: RunPlan): void {
    this.over(plan)
  }

  /** Tells the group that this run has ended. */
  over(plan: RunPlan): void {
    this.#active.delete(plan)
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}
