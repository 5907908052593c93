/** What a screen reader is told between two snapshots: politely, or at once where something went wrong. */
import type { Words } from '../../locales/index.ts'
import type { Snapshot } from '../../store/snapshot.ts'
import { errorWords } from './notice/notice.ts'

export interface Announcement {
  polite?: string
  assertive?: string
}

/** What goes on with the connection and the earlier videos; what files and runs are about comes with the stage. */
export function announcementBetween(now: Snapshot, before: Snapshot, words: Words): Announcement | undefined {
  if (now.history?.deleted !== before.history?.deleted) return { polite: words('say_forgotten') }
  if (now.error && now.error !== before.error) return { assertive: errorWords(now.error, words) }
  if (now.connected !== before.connected && !now.connected) return { polite: words('reconnecting') }
  return undefined
}

/** Fills the regions, which are in the page before their texts; a repeated text is spoken again. */
export function speak(root: ParentNode, announcement: Announcement): void {
  for (const id of ['polite', 'assertive'] as const) {
    const text = announcement[id]
    const region = text && root.querySelector(`#${id}`)
    if (region) region.textContent = region.textContent === text ? `${text} ` : text
  }
}
