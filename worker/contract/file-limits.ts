/** The limits of a reference file: the widget applies them before an upload, the Worker after it. */
import {
  CLIP_MAX_BYTES,
  CLIP_MAX_SECONDS,
  CLIP_MIN_SECONDS,
  CLIP_SIDE_MAX_PIXELS,
  CLIP_SIDE_MIN_PIXELS,
  IMAGE_MAX_BYTES,
  IMAGE_SIDE_MAX_PIXELS,
  IMAGE_SIDE_MIN_PIXELS,
  SIDE_RATIO_MAX,
} from './limits.ts'

/** Bytes of a file, and pixels of each side. */
export const FILE_LIMITS = {
  image: { bytes: IMAGE_MAX_BYTES, least: IMAGE_SIDE_MIN_PIXELS, most: IMAGE_SIDE_MAX_PIXELS },
  video: { bytes: CLIP_MAX_BYTES, least: CLIP_SIDE_MIN_PIXELS, most: CLIP_SIDE_MAX_PIXELS },
} as const

/** Seconds that a clip may be longer or shorter than allowed: containers round a length up by a frame or two. Ours. */
const LENGTH_SLACK_SECONDS = 0.05

/**
 * The first limit that a file breaks; undefined where it breaks none. Sizes are in pixels: 0 is unknown, and breaks
 * none. `duration` is in seconds, absent for pictures; `shown` is the part that players show, where that is shorter.
 */
export function brokenLimit(
  kind: 'image' | 'video',
  { width, height, duration, shown = duration }: { width: number; height: number; duration?: number; shown?: number },
) {
  const { least, most } = FILE_LIMITS[kind]
  const [short, long] = width < height ? [width, height] : [height, width]
  if (long > most) return 'too-large'
  // Before the shorter side: enlarging a narrow picture wouldn't help.
  if (short > 0 && long / short > SIDE_RATIO_MAX) return 'bad-aspect-ratio'
  if (short > 0 && short < least) return 'too-small'
  if (shown !== undefined && shown < CLIP_MIN_SECONDS - LENGTH_SLACK_SECONDS) return 'too-short'
  if (duration !== undefined && duration > CLIP_MAX_SECONDS + LENGTH_SLACK_SECONDS) return 'too-long'
  return undefined
}
