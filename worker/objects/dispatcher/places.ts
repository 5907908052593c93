/** Who waits is told: of a new place, and that it is their turn. A bounded number at a time; the others ask by themselves. */
import type { Clock } from '../clock.ts'
import { etaMs } from './pace.ts'
import { candidates, roomNow } from './rules.ts'
import type { DispatcherStore, Entry } from './store.ts'

/** Runs that are told of their new place at once; the others learn it when they ask again. Ours: a page of a queue. */
const TELL_MAX = 20
/** Milliseconds between two rounds of telling; at least the second number, however delays are divided. Ours: people read. */
const TELL_EVERY_MS = 1_000
const TELL_EVERY_MIN_MS = 200

/** `position` counts from 1; `etaSeconds` until the create is sent, null where nobody knows. */
export type Place = { position: number; etaSeconds: number | null }

/** The place of an entry in the queue, from 1, with the seconds until its turn where the pace is known. */
export function placeOf(store: DispatcherStore, entry: Entry, now: number, clock: Clock): Place {
  const index = store.order().indexOf(entry)
  const { pace, circuit, paused } = store.provider
  const known = circuit.state === 'closed' && !paused
  const eta = known ? etaMs(pace, roomNow(store, now, clock), index, now) : null
  return { position: index + 1, etaSeconds: eta === null ? null : Math.ceil(eta / 1000) }
}

/** Wakes those whose turn it is and who don't know it yet. */
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

/** When the next round of telling is due; null where everybody near the head knows their place. */
export function tellAt(store: DispatcherStore, toldAt: number, clock: Clock): number | null {
  const moved = store.order().some((entry, index) => index < TELL_MAX && entry.told !== index + 1)
  return moved ? toldAt + Math.max(clock.delay(TELL_EVERY_MS), TELL_EVERY_MIN_MS) : null
}

/** Tells those near the head of their place, where it is another one than they know. */
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

/** One that says that it doesn't wait leaves the queue; one that can't be reached asks again by itself. */
async function keepOrRemove(store: DispatcherStore, entry: Entry, ask: () => Promise<boolean>): Promise<void> {
  const waits = await ask().catch(() => true)
  if (!waits && entry.state === 'waiting' && store.find(entry.generation, entry.attempt) === entry) store.remove(entry)
}

function generationOf(env: Env, { generation }: Entry) {
  return env.GENERATIONS.getByName(generation)
}
