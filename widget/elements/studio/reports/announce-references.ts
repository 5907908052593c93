/** Announcements about references: politely as they are added, sent and ready, assertively when one can't be used. Loaded lazily. */
import type { Words } from '../../../locales/index.ts'
import type { ReferenceItem, Snapshot } from '../../../store/snapshot.ts'
import { callName } from '../call-name.ts'
import { fileWords } from '../notice/notice.ts'
import type { Announcement } from './announce.ts'
import { quarters } from './announce-run.ts'

/** Files from this size in bytes on are announced by quarters; smaller ones are sent before a sentence is read. Ours. */
const LARGE_BYTES = 5_000_000

/** The polite announcement about one file; empty where nothing changed that is worth one. */
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

/** The announcements about all references between two snapshots. */
export function announceReferences(now: Snapshot, before: Snapshot, words: Words): Announcement {
  const polite: string[] = []
  const assertive: string[] = []
  const earlier = new Map(before.references.map((item) => [item.key, item]))
  for (const item of now.references) {
    const was = earlier.get(item.key)
    earlier.delete(item.key)
    if (item === was) continue
    const { name, error } = item
    if (error && error !== was?.error) assertive.push(`${name}: ${fileWords(error, words)}`)
    else polite.push(ofFile(item, was, words))
  }
  for (const { name, status } of earlier.values()) {
    // A duplicate disappears while it is inspected; `say_repeated` announces that already.
    if (status !== 'inspecting') polite.push(words('say_removed', { name }))
  }
  const moved = now.moved !== before.moved && now.references.find(({ key }) => key === now.moved?.key)
  if (moved) polite.push(words('say_moved', { name: moved.name, call: callName(moved) ?? '' }))
  return { polite: polite.filter(Boolean).join(' '), assertive: assertive.join(' ') }
}
