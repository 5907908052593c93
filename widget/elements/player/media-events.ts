/** The events of a media element, which the player dispatches as its own. */

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

/** Media events don't bubble, so a capturing listener at the player's root hears them. Those of the silent loop are left out. */
export function echo(from: Node, to: EventTarget): void {
  const say = ({ type, target }: Event) => {
    if (!(target as Element).matches('.loop')) to.dispatchEvent(new Event(type))
  }
  for (const type of MEDIA_EVENTS) from.addEventListener(type, say, true)
}
