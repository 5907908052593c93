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

/** Media events don't bubble, so capturing at the root of the player hears them; the silent loop's are nobody's. */
export function echo(from: Node, to: EventTarget): void {
  const say = ({ type, target }: Event) => {
    if (!(target as Element).matches('.loop')) to.dispatchEvent(new Event(type))
  }
  for (const type of MEDIA_EVENTS) from.addEventListener(type, say, true)
}
