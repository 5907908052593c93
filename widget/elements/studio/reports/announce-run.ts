/** Announcements about a run: politely at its start, each quarter and its end, assertively a failure. Loaded lazily. */
import type { Words } from '../../../locales/index.ts'
import type { Snapshot } from '../../../store/snapshot.ts'
import type { Announcement } from './announce.ts'

/** The number of full quarters in a fraction, 0 to 4. */
export const quarters = (fraction: number | undefined): number => Math.floor((fraction ?? 0) * 4)
const quarter = (snapshot: Snapshot): number => quarters(snapshot.generation?.progress?.fraction)

/** What is new since `before`; empty where nothing is to be heard. */
export function announceRun(now: Snapshot, before: Snapshot, words: Words): Announcement {
  const { behind } = now
  if (behind && behind.status !== before.behind?.status && behind.id === before.behind?.id) {
    if (behind.status === 'succeeded') return { polite: words('done') }
    if (behind.status === 'failed') return { polite: words('failed') }
  }
  if (now.phase !== before.phase) {
    const { error } = now.generation ?? {}
    if (now.phase === 'done') return { polite: words('done') }
    if (now.phase === 'failed') return { assertive: words.code('failure', error?.code ?? '') }
    if (now.phase === 'canceled') return { polite: words('canceled') }
    if (now.phase === 'storing') return { polite: words('storing') }
    if (now.phase === 'queued') return { polite: words('queued') }
    if (now.phase === 'generating') return { polite: words('say_started') }
  }
  if (now.phase === 'generating' && quarter(now) > quarter(before)) {
    return { polite: words('say_percent', { percent: words.percent(quarter(now) / 4) }) }
  }
  return {}
}
