/** The Generation object: one distinct request, its attempts, its claims, and everyone who watches. */
import { DurableObject } from 'cloudflare:workers'
import { readConfig } from '../../config.ts'
import type { AdminGeneration, AdminGenerationPatch } from '../../contract/admin.ts'
import type { Generation, VideoFacts } from '../../contract/generation.ts'
import { log } from '../../log.ts'
import type { Prediction } from '../../replicate/prediction.ts'
import { fractionOf } from '../../replicate/prediction.ts'
import { cancelPrediction } from '../../replicate/predictions.ts'
import { clockOf } from '../clock.ts'
import { readWho, type Who } from '../who.ts'
import { Admission, type Asked, type Asking, startsAgain } from './admission.ts'
import { tellSite } from './end.ts'
import { type Making, type ViewOptions, videoFactsOf, viewOf } from './facts.ts'
import { Playback } from './playback.ts'
import { type Published, publish } from './publish.ts'
import { recordsOf } from './records.ts'
import type { Attempt, Claim } from './rows.ts'
import { isEnd } from './states.ts'
import { step } from './steps.ts'
import { GenerationStore } from './store.ts'
import { type StepContext, type Wait, Walk } from './walk.ts'
import { Watchers } from './watchers.ts'

/** Steps in one walk at most, so that a fault can't loop. */
const STEPS_MAX = 20

export type AskResult =
  /** `view`: null where the caller's claim was deleted meanwhile. */
  (Extract<Asking, { ok: true }> & { view: Generation | null }) | Exclude<Asking, { ok: true }>

/**
 * One distinct request. Every method checks that the subject has a claim here; other subjects are answered as if the
 * generation didn't exist. (`Generation` is its view in the contract.)
 */
export class GenerationObject extends DurableObject<Env> {
  readonly #playback = new Playback()
  readonly #walk = new Walk(
    this.ctx.storage,
    () => Date.now(),
    () => this.#steps(),
  )
  readonly #admission = new Admission(this.ctx.storage, this.#walk)
  #watchers: Watchers | null = null
  #store: GenerationStore | null = null

  /** Starts a run or joins the existing one, and answers the caller's view of it. A refusal leaves no row behind. */
  async ask(asked: Asked, options: ViewOptions): Promise<AskResult> {
    const context = await this.#context()
    const [asking] = await Promise.all([this.#admission.ask(context, asked), this.#playback.prepare(context)])
    if (!asking.ok) return asking
    const who = { site: asked.plan.site, subject: asked.claim.subject }
    return { ...asking, view: this.#shown(context.store, who, this.#signed(options)) }
  }

  /** The generation as this subject sees it; `expired` after retention, null for any other subject. */
  async view(who: Who, options: ViewOptions): Promise<Generation | 'expired' | null> {
    const store = await this.#storeOf()
    const claim = claimOf(store, who)
    if (!claim) return null
    if (claim.gone || isOver(store.attempt(), Date.now())) return 'expired'
    return this.#shown(store, who, await this.#making(options))
  }

  /** True when the same request asked again would start no run. */
  async wouldReplay(): Promise<boolean> {
    const store = await this.#storeOf()
    if (!store.exists()) return false
    const attempt = store.attempt()
    return !startsAgain(attempt) && !isOver(attempt, Date.now())
  }

  /** The video as a player may see it; null where it doesn't exist or was deleted. */
  async videoFacts(videoId: string, options: ViewOptions): Promise<VideoFacts | null> {
    const store = await this.#storeOf()
    if (!store.exists()) return null
    const making = await this.#making(options)
    if (!store.exists()) return null
    const metadata = store.publication()?.metadata ?? store.claims()[0]?.metadata ?? {}
    return videoFactsOf(store.attempt(), metadata, videoId, making)
  }

  /** Live events (SSE). A stream can't be the answer of a method, so this is `fetch`. 204 when no event will follow. */
  override async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url)
    const who = readWho(request.headers)
    const store = await this.#storeOf()
    const options = await this.#making({ base: url.origin, preview: request.headers.get('x-preview') === '1' })
    const last = store.exists() && claimOf(store, who) ? store.lastEvent() : null
    if (!last) return new Response(null, { status: 404 })
    const seen = request.headers.get('last-event-id') ?? ''
    const from = /^\d{1,15}$/.test(seen) ? Math.min(Number(seen), last.sequence) : last.sequence - 1
    const tell = (after: number): Generation[] | null => {
      const claim = claimOf(store, who)
      if (!claim || claim.gone) return null
      return store.eventsAfter(after).map((event) => viewOf(store.request(), claim, event, options))
    }
    // A caller who cancelled gets no more events, though the run goes on for others.
    const claim = claimOf(store, who)
    const shown = claim && viewOf(store.request(), claim, last, options)
    if (from === last.sequence && shown && isEnd(shown.status)) return new Response(null, { status: 204 })
    this.#watchers ??= new Watchers(await clockOf(this.env))
    return new Response(this.#watchers.stream(tell, from), {
      headers: {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    })
  }

  /** Prepares what views need: the token of a signed video has to be valid for a while. */
  async #making(options: ViewOptions): Promise<Making> {
    await this.#playback.prepare(await this.#context())
    return this.#signed(options)
  }

  /** What `#making` answers, without waiting: for callers whose token is prepared already. */
  #signed(options: ViewOptions): Making {
    return { ...options, token: (video) => this.#playback.token(video) }
  }

  /** The newest event as this subject sees it; null where its claim is gone. */
  #shown(store: GenerationStore, who: Who, making: Making): Generation | null {
    const claim = claimOf(store, who)
    const event = claim && !claim.gone ? store.lastEvent() : null
    return claim && event && viewOf(store.request(), claim, event, making)
  }

  /** How many streams are open. */
  async watching(): Promise<number> {
    return this.#watchers?.size ?? 0
  }

  /** Cancels for this subject; the run stops when no other subject wants it. False for a subject without a claim. */
  async cancel(who: Who): Promise<boolean> {
    const store = await this.#storeOf()
    if (!store.exists() || !claimOf(store, who)) return false
    const { number, state } = store.attempt()
    if (isEnd(state)) return true
    store.cancelClaim(who.subject, number)
    if (!store.wanted(number)) await this.#walk.nudge()
    return true
  }

  /** Called by the Dispatcher when it may be this attempt's turn; false where the attempt doesn't wait for one. */
  async yourTurn(attempt: number): Promise<boolean> {
    const waits = await this.#waitsForTurn(attempt)
    if (waits) await this.#walk.nudge()
    return waits
  }

  /** Called by the Dispatcher with the attempt's place in the queue, from 1; false where the attempt doesn't wait. */
  async standsAt(attempt: number, position: number, etaSeconds: number | null): Promise<boolean> {
    const waits = await this.#waitsForTurn(attempt)
    const store = await this.#storeOf()
    if (waits) store.note({ queue_position: position, queue_eta_seconds: etaSeconds })
    return waits
  }

  async #waitsForTurn(attempt: number): Promise<boolean> {
    const store = await this.#storeOf()
    if (!store.exists()) return false
    const { number, state, sent_at } = store.attempt()
    return number === attempt && state === 'queued' && sent_at === null
  }

  /**
   * Takes a verified webhook as a hint: it shows progress at once, while the end and the money follow from asking the
   * provider. The same webhook again changes nothing.
   */
  async webhook(capability: string, prediction: Prediction): Promise<'taken' | 'unknown'> {
    const store = await this.#storeOf()
    const attempt = store.exists() ? store.attemptOf(capability) : null
    if (!attempt) return 'unknown'
    if (attempt.number !== store.attempt().number || isEnd(attempt.state)) return 'taken'
    if (attempt.prediction === null) {
      store.note({ candidate: prediction.id })
      await this.#walk.nudge()
    } else if (attempt.prediction === prediction.id) {
      const progress = fractionOf(prediction)
      const running = prediction.status === 'processing'
      if (running && attempt.state === 'starting')
        store.go('processing', { started_at: Date.parse(prediction.started_at ?? '') || Date.now() })
      if (running && progress !== null && progress > (attempt.progress ?? 0)) store.note({ progress })
      if (!running && prediction.status !== 'starting') await this.#walk.nudge()
    } else {
      await this.#stopStray(prediction)
    }
    return 'taken'
  }

  /** Cancels and logs a second prediction of one attempt, which must never exist. */
  async #stopStray(prediction: Prediction): Promise<void> {
    const { config, store } = await this.#context()
    log('stray', { generation: store.request().id, prediction: prediction.id })
    if (prediction.status === 'starting' || prediction.status === 'processing') {
      await cancelPrediction(config.provider, prediction.id)
    }
  }

  /**
   * Closes the books of an attempt for its Site, which finds them open for too long; false where the attempt never
   * existed.
   */
  async settle(number: number): Promise<boolean> {
    const store = await this.#storeOf()
    const attempt = store.attemptNumbered(number)
    if (attempt?.closed) await tellSite(this.env, store.request(), attempt)
    else if (attempt) await this.#walk.nudge()
    return attempt !== null
  }

  /** Deletes the subject's claim; with the `last` claim the video goes too. Null for a subject without a claim. */
  async drop(who: Who): Promise<'one-of-many' | 'last' | null> {
    const store = await this.#storeOf()
    if (!claimOf(store, who)) return null
    store.dropClaim(who.subject)
    if (!store.exists() || store.isClaimed()) return 'one-of-many'
    await this.#walk.nudge()
    return 'last'
  }

  /** Deletes the claim and every other row that names the subject. */
  async erase(who: Who): Promise<'one-of-many' | 'last' | null> {
    const store = await this.#storeOf()
    if (store.lastNumber() > 0 && store.request().site === who.site) store.dropKeys(who.subject)
    return this.drop(who)
  }

  /** Attempts as the operator sees them, by their numbers; the newest one where `numbers` is null. */
  async records(numbers: number[] | null, options: ViewOptions): Promise<AdminGeneration[]> {
    const store = await this.#storeOf()
    if (store.lastNumber() === 0) return []
    const making = await this.#making(options)
    return recordsOf(store, numbers ?? [store.lastNumber()], making)
  }

  /** Changes who may see the video, or its metadata, for the operator. */
  async publish(patch: AdminGenerationPatch): Promise<Published> {
    const published = await publish(await this.#context(), patch)
    // A video that is no longer published has an `expires_at` again, which the alarm has to serve.
    if (published.ok) await this.#walk.nudge()
    return published
  }

  /**
   * Deletes all claims: the run stops and the video is deleted. With `forGood` the object's rows follow once that is
   * done; true when nothing is left.
   */
  async dropAll(forGood = false): Promise<boolean> {
    const store = await this.#storeOf()
    if (store.lastNumber() === 0) return true
    store.dropAll()
    if (isEnd(store.attempt().state)) await this.#walk.advance()
    else await this.#walk.nudge()
    if (store.lastNumber() === 0) return true
    const { closed, forgotten } = store.attempt()
    if (!closed || forgotten !== 'done') return false
    if (!forGood) return true
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
    this.#store = null
    return true
  }

  override alarm(): Promise<void> {
    return this.#walk.advance()
  }

  /** Takes as many steps as possible without waiting. */
  async #steps(): Promise<Wait> {
    const context = await this.#context()
    const { store } = context
    // Watchers get the end pushed, so the token of a signed video has to be ready before the steps.
    if (this.#watchers?.size) await this.#playback.prepare(context)
    // A crash interrupted the admission: the Site is asked again, which is idempotent.
    if (store.exists() && store.attempt().state === 'reserving') await this.#admission.reserve(context)
    if (store.lastNumber() === 0) return null
    let wait: Wait = 0
    for (let count = 0; wait === 0 && count < STEPS_MAX; count++) wait = await step(context)
    return wait
  }

  async #context(): Promise<StepContext> {
    const result = await readConfig(this.env)
    if (!result.ok) throw new Error(`not configured: ${result.missing.join(', ')}`)
    return { env: this.env, config: result.config, clock: await clockOf(this.env), store: await this.#storeOf() }
  }

  async #storeOf(): Promise<GenerationStore> {
    const clock = await clockOf(this.env)
    this.#store ??= new GenerationStore(this.ctx.storage, clock, () => this.#watchers?.changed())
    return this.#store
  }
}

/** The subject's claim; null for a subject without one, and for a subject of that name at another site. */
function claimOf(store: GenerationStore, { site, subject }: Who): Claim | null {
  const claim = store.claim(subject)
  return claim && store.request().site === site ? claim : null
}

/** True when retention is over, though the alarm may not have deleted the rows yet. */
function isOver({ expires_at }: Attempt, now: number): boolean {
  return expires_at !== null && expires_at <= now
}
