/** What a screen reader is told of references: what came, what is sent, what is ready, and at once what can't be used. */
import type { Words } from '../../locales/index.ts'
import type { ReferenceItem, Snapshot } from '../../store/snapshot.ts'
import type { Announcement } from './announce.ts'
import { quarters } from './announce-run.ts'
import { callName } from './call-name.ts'
import { fileWords } from './notice/notice.ts'

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

/** Between two snapshots, about all references. */
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
    // What was still looked at had no place yet: it was here already.
    if (status !== 'inspecting') polite.push(words('say_removed', { name }))
  }
  const moved = now.moved !== before.moved && now.references.find(({ key }) => key === now.moved?.key)
  if (moved) polite.push(words('say_moved', { name: moved.name, call: callName(moved) ?? '' }))
  return { polite: polite.filter(Boolean).join(' '), assertive: assertive.join(' ') }
}
