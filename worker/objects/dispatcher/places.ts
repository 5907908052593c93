/** Tells waiting runs their new place and their turn, a limited number at a time; the others ask by themselves. */
import type { Clock } from '../clock.ts'
import { etaMs } from './pace.ts'
import { candidates, roomNow } from './rules.ts'
import type { DispatcherStore, Entry } from './store.ts'

/**
 * Runs that are told their new place in one round; the others learn it when they ask again. Ours: a page of a queue.
 */
const TELL_MAX = 20
/** Milliseconds between two rounds, divided by TIME_SCALE but never below the second number. Ours: people read. */
const TELL_EVERY_MS = 1_000
const TELL_EVERY_MIN_MS = 200

/** `position` counts from 1; `etaSeconds` until the create is sent, null where that isn't known. */
export type Place = { position: number; etaSeconds: number | null }

/** The place of a waiting entry, and when its turn comes at this pace. */
export function placeOf(store: DispatcherStore, entry: Entry, now: number, clock: Clock): Place {
  const index = store.order().indexOf(entry)
  const { pace, circuit, paused } = store.provider
  const known = circuit.state === 'closed' && !paused
  const eta = known ? etaMs(pace, roomNow(store, now, clock), index, now) : null
  return { position: index + 1, etaSeconds: eta === null ? null : Math.ceil(eta / 1000) }
}

/** Calls the runs whose turn it is and that weren't called yet. */
export async function callNext(env: Env, store: DispatcherStore, clock: Clock): Promise<void> {
  const now = clock.now()
  const { count } = roomNow(store, now, clock)
  const called = candidates(store, now, clock)
    .slice(0, count)
    .filter(({ called_at }) => called_at === null)
  for (const entry of called) store.update(entry, { called_at: now })
  await Promise.all(
    called.map((entry) => keepOrRemove(store, entry, () => generationOf(env, entry).yourTurn(entry.attempt))),
  )
}

/** When the next round is due (ms); null where every run near the head knows its place. */
export function tellAt(store: DispatcherStore, toldAt: number, clock: Clock): number | null {
  const moved = store.order().some((entry, index) => index < TELL_MAX && entry.told !== index + 1)
  return moved ? toldAt + Math.max(clock.delay(TELL_EVERY_MS), TELL_EVERY_MIN_MS) : null
}

/** Tells runs near the head their place where it has changed. */
export async function tellMoved(env: Env, store: DispatcherStore, clock: Clock): Promise<void> {
  const now = clock.now()
  const moved = store
    .order()
    .slice(0, TELL_MAX)
    .map((entry) => ({ entry, ...placeOf(store, entry, now, clock) }))
    .filter(({ entry, position }) => entry.told !== position)
  for (const { entry, position } of moved) store.update(entry, { told: position })
  await Promise.all(
    moved.map(({ entry, position, etaSeconds }) =>
      keepOrRemove(store, entry, () => generationOf(env, entry).standsAt(entry.attempt, position, etaSeconds)),
    ),
  )
}

/** Removes an entry whose run says that it doesn't wait; a run that can't be reached asks again by itself. */
async function keepOrRemove(store: DispatcherStore, entry: Entry, ask: () => Promise<boolean>): Promise<void> {
  const waits = await ask().catch(() => true)
  if (!waits && entry.state === 'waiting' && store.find(entry.generation, entry.attempt) === entry) store.remove(entry)
}

function generationOf(env: Env, { generation }: Entry) {
  return env.GENERATIONS.getByName(generation)
}
