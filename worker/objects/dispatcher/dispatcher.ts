/**
 * The Dispatcher object: says whose create may be sent now. It paces creates by what the provider says, gives turns in
 * fair order, and holds them back while the provider is down or refuses, or the operator has paused it. Runs don't
 * depend on its entries: a run whose entry is lost asks again.
 */
import { DurableObject } from 'cloudflare:workers'
import { readConfig } from '../../config.ts'
import { log, logFault } from '../../log.ts'
import { probeAccount } from '../../replicate/account.ts'
import { type Clock, clockOf } from '../clock.ts'
import { hasTables, migrate } from '../migrate.ts'
import { afterSignal, type Reason, reasonOf, type Signal } from './circuit.ts'
import { medianDuration, noteDuration, type RunSize } from './durations.ts'
import { afterFailure, afterHold, afterTaken, afterThrottled, type Words } from './pace.ts'
import { callNext, type Place, placeOf, tellAt, tellMoved } from './places.ts'
import { askAgainMs, candidates, isIdle, nextStepAt, roomNow, tidy } from './rules.ts'
import { DISPATCHER_MIGRATIONS } from './schema.ts'
import { type Asker, DispatcherStore } from './store.ts'

/** The share by which runs ask again earlier, at random, so that they don't all ask at once. Ours. */
const ASK_AGAIN_JITTER = 0.2
/** Milliseconds until an alarm that threw is retried. Ours. */
const FAULT_RETRY_MS = 5_000
/** Milliseconds until a probe counts as cut off by a crash. Ours: longer than its call. */
const PROBE_MS = 30_000

type Turn =
  | { go: true }
  /** `waitMs`: the milliseconds until the run asks again by itself. */
  | ({ go: false; waitMs: number } & Place)

/** The outcome of a turn. */
export type Report =
  /** The provider took the create. */
  | ({ kind: 'sent' } & Words)
  /** The provider rejected the request for itself. */
  | { kind: 'rejected' }
  | { kind: 'throttled'; retryAfterSeconds: number | null }
  /** The provider refused for something that concerns the operator. */
  | { kind: 'refused'; reason: 'credit' | 'token' }
  /** The provider may have taken the create, or not. */
  | { kind: 'unclear' }
  /** No create was sent, because the provider didn't take the references. */
  | { kind: 'not-sent' }

/** What the operator and monitors may know of the Dispatcher. */
type DispatcherStatus = { paused: boolean; provider: Reason | null }

/** The one queue to the provider; it is addressed by the name `provider`. */
export class Dispatcher extends DurableObject<Env> {
  #opened: DispatcherStore | null = null
  #alarmAt: number | null = null
  #toldAt = 0

  /** Asks for an attempt's turn. An attempt that has its turn and asks again loses it, and keeps its place. */
  async turn(asker: Asker): Promise<Turn> {
    const clock = await clockOf(this.env)
    const store = this.#store()
    const now = clock.now()
    const entry = store.join(asker, now)
    this.#advance(store, clock)
    const { count } = roomNow(store, now, clock)
    const go = candidates(store, now, clock).slice(0, count).includes(entry)
    if (go) store.update(entry, { state: 'granted', state_at: now })
    const turn: Turn = go ? { go } : { go, waitMs: jittered(askAgainMs(clock)), ...placeOf(store, entry, now, clock) }
    if (!turn.go) store.update(entry, { told: turn.position })
    await this.#schedule(store, clock)
    return turn
  }

  /**
   * Takes the outcome of a turn, which paces the next ones. After a refusal that isn't its own, the attempt keeps its
   * place.
   */
  async report(generation: string, attempt: number, report: Report): Promise<void> {
    const clock = await clockOf(this.env)
    const store = this.#store()
    const now = clock.now()
    const entry = store.find(generation, attempt)
    const granted = entry?.state === 'granted' ? entry : null
    const { pace, circuit } = store.provider
    const grantedAt = granted?.state_at ?? now
    // An answer to a create from before the circuit half-opened tells nothing about now, unless it succeeded.
    const stale = circuit.state === 'half-open' && grantedAt < circuit.since
    const signal = (signal: Signal) => {
      if (!stale || signal === 'answered') this.#signal(store, clock, signal)
    }
    const back = () => granted && store.update(granted, { state: 'waiting', state_at: now })
    switch (report.kind) {
      case 'sent':
        store.learn({ pace: afterTaken(pace, report, { grantedAt, since: granted?.since ?? now }, now, clock) })
        signal('answered')
        if (entry) store.served(entry)
        break
      case 'rejected':
        signal('answered')
        if (entry) store.served(entry)
        break
      case 'throttled':
        store.learn({ pace: afterThrottled(pace, report.retryAfterSeconds, now, clock, grantedAt) })
        signal('answered')
        back()
        break
      case 'refused':
        store.learn({ pace: afterFailure(pace) })
        signal(report.reason)
        back()
        break
      case 'unclear':
        store.learn({ pace: afterFailure(pace) })
        signal('silence')
        if (granted) store.update(granted, { state: 'unclear', state_at: now, unclear_at: now })
        break
      case 'not-sent':
        signal('silence')
        back()
        break
    }
    await this.#schedule(store, clock)
  }

  /** Removes an attempt whose create will not be sent (again). */
  async leave(generation: string, attempt: number): Promise<void> {
    const store = this.#known()
    const entry = store?.find(generation, attempt)
    if (!store || !entry) return
    store.remove(entry)
    await this.#schedule(store, await clockOf(this.env))
  }

  /** Holds all creates back until resume(): new runs are refused, queued ones wait. A second call changes nothing. */
  async pause(): Promise<void> {
    await this.#setPaused(true)
  }

  /** Lets queued runs go on, in their order. A second call changes nothing. */
  async resume(): Promise<void> {
    await this.#setPaused(false)
  }

  /** Whether the operator has paused creates, and why the provider refuses them (null where it doesn't). */
  async status(): Promise<DispatcherStatus> {
    const known = this.#known()?.provider
    return { paused: known?.paused ?? false, provider: known ? reasonOf(known.circuit) : null }
  }

  /** Remembers how many seconds a run of this size took, from its start to its end. */
  async noteRun(size: RunSize, seconds: number): Promise<void> {
    migrate(this.ctx.storage, DISPATCHER_MIGRATIONS)
    noteDuration(this.ctx.storage.sql, size, seconds)
  }

  /** Seconds that a run of this size takes, by the median of the last ones; null while there was none. */
  async expectedSeconds(size: RunSize): Promise<number | null> {
    if (!hasTables(this.ctx.storage.sql)) return null
    migrate(this.ctx.storage, DISPATCHER_MIGRATIONS)
    return medianDuration(this.ctx.storage.sql, size)
  }

  override async alarm(): Promise<void> {
    this.#alarmAt = null
    const clock = await clockOf(this.env)
    const store = this.#known()
    if (!store) return
    try {
      await this.#probe(store, clock)
      this.#advance(store, clock)
      await callNext(this.env, store, clock)
      const now = clock.now()
      if (now >= (tellAt(store, this.#toldAt, clock) ?? Number.POSITIVE_INFINITY)) {
        this.#toldAt = now
        await tellMoved(this.env, store, clock)
      }
      await this.#schedule(store, clock)
    } catch (error) {
      logFault('dispatcher alarm', error)
      await this.#setAlarm(clock.now() + clock.delay(FAULT_RETRY_MS))
    }
  }

  async #setPaused(paused: boolean): Promise<void> {
    const clock = await clockOf(this.env)
    const store = this.#store()
    if (store.provider.paused !== paused) log('provider', { state: paused ? 'paused' : 'resumed' })
    store.learn({ paused, ...(paused ? {} : { pace: afterHold(store.provider.pace, clock.now()) }) })
    await this.#schedule(store, clock)
  }

  /**
   * Does what time alone brings: removes stale entries, and half-opens the circuit where only a create can tell whether
   * there is credit again.
   */
  #advance(store: DispatcherStore, clock: Clock): void {
    const now = clock.now()
    tidy(store, now, clock)
    const { circuit } = store.provider
    if (circuit.state === 'open' && circuit.reason === 'credit' && now >= circuit.probeAt) {
      this.#signal(store, clock, 'due')
    }
    if (isIdle(store)) this.#signal(store, clock, 'idle')
  }

  /** Probes the provider by a free call when that is due. */
  async #probe(store: DispatcherStore, clock: Clock): Promise<void> {
    const { circuit, paused } = store.provider
    const now = clock.now()
    if (paused || circuit.state !== 'open' || circuit.reason === 'credit' || now < circuit.probeAt) return
    store.learn({ circuit: { ...circuit, probeAt: now + clock.delay(PROBE_MS) } })
    const config = await readConfig(this.env)
    const found = config.ok ? await probeAccount(config.config.provider) : 'unreachable'
    const after = store.provider.circuit
    // The answer to a create may have changed the circuit during the probe.
    if (after.state !== 'open' || after.reason !== circuit.reason) return
    this.#signal(
      store,
      clock,
      found === 'passed' ? 'probe-passed' : found === 'token' ? 'probe-token' : 'probe-silence',
    )
  }

  #signal(store: DispatcherStore, clock: Clock, signal: Signal): void {
    const before = store.provider.circuit
    const circuit = afterSignal(before, signal, clock.now(), clock, Math.random())
    store.learn({ circuit })
    if (circuit.state === 'half-open' && circuit !== before) {
      store.learn({ pace: afterHold(store.provider.pace, clock.now()) })
    }
    const reason = reasonOf(circuit)
    if (reason !== reasonOf(before)) log('provider', { state: reason ?? 'ok' })
  }

  async #schedule(store: DispatcherStore, clock: Clock): Promise<void> {
    const now = clock.now()
    const steps = [nextStepAt(store, now, clock), tellAt(store, this.#toldAt, clock)].filter((at) => at !== null)
    await this.#setAlarm(steps.length === 0 ? null : Math.max(now, Math.min(...steps)))
  }

  async #setAlarm(at: number | null): Promise<void> {
    if (at === this.#alarmAt) return
    this.#alarmAt = at
    if (at === null) await this.ctx.storage.deleteAlarm()
    else await this.ctx.storage.setAlarm(at)
  }

  #store(): DispatcherStore {
    this.#opened ??= DispatcherStore.open(this.ctx.storage, true)
    return this.#opened
  }

  /** The store; null where nothing was ever written. */
  #known(): DispatcherStore | null {
    this.#opened ??= DispatcherStore.open(this.ctx.storage, false)
    return this.#opened
  }
}

function jittered(ms: number): number {
  return Math.ceil(ms * (1 - ASK_AGAIN_JITTER * Math.random()))
}
