/** The names that a media element speaks under; the player says them again, as itself. */

export const MEDIA_EVENTS = [
  'abort',
  'canplay',
  'canplaythrough',
  'durationchange',
  'emptied',
  'ended',
  'error',
  'loadeddata',
  'loadedmetadata',
  'loadstart',
  'pause',
  'play',
  'playing',
  'progress',
  'ratechange',
  'seeked',
  'seeking',
  'stalled',
  'suspend',
  'timeupdate',
  'volumechange',
  'waiting',
] as const

/** Media events don't bubble, so capturing at the root of the player hears them. */
export function echo(from: Node, to: EventTarget): void {
  for (const type of MEDIA_EVENTS) from.addEventListener(type, () => to.dispatchEvent(new Event(type)), true)
}
