/** What a screen reader is told between two snapshots: politely at start, each quarter and end; errors at once. */
import type { Words } from '../../locales/index.ts'
import type { ReferenceItem, Snapshot } from '../../store/snapshot.ts'
import { callName } from './call-name.ts'
import { troubleWords } from './notice/notice.ts'

export interface Announcement {
  polite?: string
  assertive?: string
}

const quarters = (fraction: number | undefined): number => Math.floor((fraction ?? 0) * 4)
const quarter = (snapshot: Snapshot): number => quarters(snapshot.generation?.progress?.fraction)

/** Bytes from which a file's quarters are told; smaller ones are there before that is read out. */
const LARGE_BYTES = 5_000_000

/** What goes on with one file, where nothing went wrong. */
function ofFile(item: ReferenceItem, was: ReferenceItem | undefined, words: Words): string {
  const { name, status, held, fraction, converted, bytes } = item
  if (held && held !== was?.held) return `${name}: ${words(`held_${held}`)}`
  if (status === 'uploading' && bytes > LARGE_BYTES && quarters(fraction) > quarters(was?.fraction)) {
    return words('say_sent', { name, percent: words.percent(quarters(fraction) / 4) })
  }
  if (item.repeated && !was?.repeated) return words('say_repeated', { name })
  if (status === was?.status) return ''
  if (status === 'waiting' && was?.status === 'inspecting')
    return words(converted ? 'say_converted' : 'say_added', { name })
  if (status === 'ready') return words('say_ready', { name, call: callName(item) ?? '' })
  if (status === 'paused') return words('say_paused', { name })
  return was?.status === 'paused' ? words('say_resumed', { name }) : ''
}

function ofReferences(now: Snapshot, before: Snapshot, words: Words): Announcement {
  const polite: string[] = []
  const assertive: string[] = []
  const earlier = new Map(before.references.map((item) => [item.key, item]))
  for (const item of now.references) {
    const was = earlier.get(item.key)
    earlier.delete(item.key)
    if (item === was) continue
    const { name, trouble } = item
    if (trouble && trouble !== was?.trouble) assertive.push(`${name}: ${words.code('file', trouble.code)}`)
    else polite.push(ofFile(item, was, words))
  }
  for (const { name, status } of earlier.values()) {
    // What was still looked at had no place yet: it was here already.
    if (status !== 'inspecting') polite.push(words('say_removed', { name }))
  }
  const moved = now.moved !== before.moved && now.references.find(({ key }) => key === now.moved?.key)
  if (moved) polite.push(words('say_moved', { name: moved.name, call: callName(moved) ?? '' }))
  return { polite: polite.filter(Boolean).join(' '), assertive: assertive.join(' ') }
}

function ofRun(now: Snapshot, before: Snapshot, words: Words): Announcement {
  if (now.trouble && now.trouble !== before.trouble) return { assertive: troubleWords(now.trouble, words) }
  if (now.connected !== before.connected && !now.connected) return { polite: words('reconnecting') }
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

export function announcementsBetween(now: Snapshot, before: Snapshot, words: Words): Announcement {
  const run = ofRun(now, before, words)
  if (now.references === before.references) return run
  const files = ofReferences(now, before, words)
  const join = (a?: string, b?: string) => [a, b].filter(Boolean).join(' ')
  return { polite: join(files.polite, run.polite), assertive: join(files.assertive, run.assertive) }
}

/** Fills the regions, which are in the page before their texts; a repeated text is spoken again. */
export function speak(root: ParentNode, announcement: Announcement): void {
  for (const id of ['polite', 'assertive'] as const) {
    const text = announcement[id]
    const region = text && root.querySelector(`#${id}`)
    if (region) region.textContent = region.textContent === text ? `${text} ` : text
  }
}
