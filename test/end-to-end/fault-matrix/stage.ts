/** Where the matrix is played: the Worker on real workerd with its state on disk, and the stand-in in our own process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Usage } from '../../../worker/contract/admin.ts'
import type { InputCount } from '../../replicate/api/create-book.ts'
import type { Moment } from '../../replicate/faults/faults.ts'
import type { Seam } from '../../replicate/faults/switches.ts'
import { type Replicate, startReplicate } from '../../replicate/start.ts'
import { LoneWorker } from '../lone-worker.ts'
import type { FaultRule } from './acts.ts'
import type { MomentName } from './plan.ts'

/** Divides the delays of the Worker and the stand-in: the provider's hour is half a minute, and a start of the Worker counts as minutes. */
export const TIME_SCALE = 120
/** Seconds on that clock: long enough that a kill can hit every state. */
const BOOT_SECONDS = 15
const RUN_SECONDS = 90
/** Milliseconds until the provider tries again to fetch a reference from a dead Worker. */
const GET_RETRY_MS = 50
const TOKEN = 'r8_matrix'
const CANNED_VIDEO = new URL('../../fixtures/cup-turn.mp4', import.meta.url).pathname

/** No connection is reused: reading the ledgers blocks this process, which would miss that the other side has closed one. */
const AFRESH = { connection: 'close' }

type Watcher = (moment: MomentName) => void

export class Stage {
  readonly worker: LoneWorker
  readonly #replicate: Replicate
  readonly #folder: string
  /** Watchers of what the provider sees, by a part of the prompt. */
  readonly #watchers = new Map<string, Watcher>()
  #killing: Promise<void> | null = null
  /** How often the Worker was killed, and the longest time in milliseconds that it was away. */
  kills = 0
  longestAbsenceMs = 0

  private constructor(worker: LoneWorker, replicate: Replicate, folder: string) {
    this.worker = worker
    this.#replicate = replicate
    this.#folder = folder
    replicate.faults.onMoment = (at, moment) => this.#tell(at, moment)
  }

  /** `reachable`: the provider can fetch references and send webhooks; else files go up to it, and the Worker polls. */
  static async open(reachable: boolean): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'refreel-matrix-'))
    const options = {
      stateDirectory: folder,
      token: TOKEN,
      bootSeconds: BOOT_SECONDS,
      runSeconds: RUN_SECONDS,
      timeScale: TIME_SCALE,
      cannedVideo: CANNED_VIDEO,
    }
    const replicate = await startReplicate(options, getPatiently)
    const worker = await LoneWorker.start((url) => ({
      REPLICATE_API_TOKEN: TOKEN,
      REPLICATE_BASE_URL: replicate.baseUrl,
      REPLICATE_WEBHOOK_SECRET: replicate.webhookSecret,
      PUBLIC_URL: reachable ? url : '',
      TIME_SCALE: String(TIME_SCALE),
    }))
    return new Stage(worker, replicate, folder)
  }

  /** Makes a site with this budget for each window, in millionths of a dollar. */
  async addSite(id: string, budgetMicros: number): Promise<void> {
    const dollars = budgetMicros / 1_000_000
    await this.#asOperator('POST', '', {
      id,
      name: id,
      origins: [this.worker.origin],
      budget: { per_hour: dollars, per_day: dollars, per_month: dollars },
      quota: { generations_per_subject_per_day: 100_000, concurrent_per_subject: 10_000 },
      allow: { max_duration: 10 },
    })
  }

  /** What the Worker tells the operator of a site. */
  async usage(site: string): Promise<Usage> {
    return (await this.#asOperator('GET', `/${site}/usage`)) as Usage
  }

  /** Sets a fault over the control address. */
  async setFault(rule: FaultRule): Promise<void> {
    const init = { method: 'POST', headers: AFRESH, body: JSON.stringify(rule) }
    const answer = await fetch(`${this.#replicate.url}/_control/faults`, init)
    if (answer.status !== 200) throw new Error(`${JSON.stringify(rule)} was answered with ${await answer.text()}`)
  }

  /** What the provider counted of the requests with this in their prompt; null where it has never heard of one. */
  async counted(prompt: string): Promise<InputCount | null> {
    const address = `${this.#replicate.url}/_control/stats?match=${encodeURIComponent(prompt)}`
    const answer = await fetch(address, { headers: AFRESH })
    const { inputs } = (await answer.json()) as { inputs: InputCount[] }
    if (inputs.length > 1) throw new Error(`The provider got ${inputs.length} different inputs for "${prompt}".`)
    return inputs[0] ?? null
  }

  /** How often the faults of one prompt have struck, by switch. */
  struck(prompt: string): Record<string, number> {
    const rules = this.#replicate.faults.list().filter(({ match, struck }) => match === prompt && struck > 0)
    return Object.fromEntries(rules.map(({ kind, struck }) => [kind, struck]))
  }

  watch(prompt: string, watcher: Watcher): void {
    this.#watchers.set(prompt, watcher)
  }

  unwatch(prompt: string): void {
    this.#watchers.delete(prompt)
  }

  /** SIGKILL, and a new start on the same state; calls that come meanwhile wait for the same start. */
  async kill(): Promise<void> {
    this.#killing ??= this.#killNow().finally(() => {
      this.#killing = null
    })
    await this.#killing
  }

  /** SIGKILL, and no new start. */
  async end(): Promise<void> {
    await this.#killing
    await this.worker.kill()
  }

  async close(): Promise<void> {
    await this.#killing
    await this.worker.end()
    await this.#replicate.close()
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 })
  }

  /** Calls `ask` again where the Worker was killed meanwhile: only for requests that may be repeated. */
  async patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.#killing
      try {
        return await ask()
      } catch (error) {
        if (!(error instanceof TypeError)) throw error
        await delay(GET_RETRY_MS)
      }
    }
  }

  async #asOperator(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.worker.url}/v1/admin/sites${path}`, {
      method,
      headers: { authorization: `Bearer ${this.worker.adminToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    // The site exists: the answer to the first request was lost with the Worker.
    if (method === 'POST' && answer.status === 409) return undefined
    if (!answer.ok) throw new Error(`${method} /v1/admin/sites${path} was answered with ${answer.status}.`)
    return await answer.json()
  }

  async #killNow(): Promise<void> {
    this.kills += 1
    const since = Date.now()
    await this.worker.kill()
    await this.worker.again()
    this.longestAbsenceMs = Math.max(this.longestAbsenceMs, Date.now() - since)
  }

  #tell(at: Seam, { subject, prompt }: Moment): void {
    const name = momentName(at, subject ?? '')
    if (name === null) return
    // A listing concerns every run.
    for (const [text, watcher] of this.#watchers) if (at === 'listing' || prompt?.includes(text)) watcher(name)
  }
}

/**
 * In production the provider can fetch references while an object is down, because other machines serve R2. Here the
 * whole Worker is down, so the stand-in tries again.
 */
async function getPatiently(url: string, signal: AbortSignal): Promise<Response> {
  for (;;) {
    try {
      const response = await fetch(url, { signal })
      return new Response(await response.arrayBuffer(), response)
    } catch {
      await delay(GET_RETRY_MS, undefined, { signal })
    }
  }
}

function momentName(at: Seam, subject: string): MomentName | null {
  if (at === 'answer') {
    if (subject.endsWith('predictions.create')) return 'create'
    return subject === 'predictions.get' ? 'poll' : null
  }
  if (at === 'webhook') return subject === 'logs' ? null : (subject as 'start' | 'output' | 'completed')
  return at === 'mode' ? null : at
}
