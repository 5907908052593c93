/** Announcements for screen readers between two snapshots: polite ones, and assertive ones where something went wrong. */
import type { Words } from '../../../locales/index.ts'
import type { Snapshot } from '../../../store/snapshot.ts'
import { errorWords } from '../notice/notice.ts'

/** Texts for the polite and the assertive live region. */
export interface Announcement {
  polite?: string
  assertive?: string
}

/** Announcements about errors, the connection and earlier videos; those about files and runs are loaded lazily. */
export function announcementBetween(now: Snapshot, before: Snapshot, words: Words): Announcement | undefined {
  if (now.history?.deleted !== before.history?.deleted) return { polite: words('say_forgotten') }
  if (now.error && now.error !== before.error) return { assertive: errorWords(now.error, words) }
  if (now.connected !== before.connected && !now.connected) return { polite: words('reconnecting') }
  return undefined
}

/** Writes into the live regions; a trailing space makes screen readers read a repeated text again. */
export function announce(root: ParentNode, announcement: Announcement): void {
  for (const id of ['polite', 'assertive'] as const) {
    const text = announcement[id]
    const region = text && root.querySelector(`#${id}`)
    if (region) region.textContent = region.textContent === text ? `${text} ` : text
  }
}
