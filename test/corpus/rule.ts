/** The one rule that turns the judges' answers into what our reader has to do. */
import {
  CLIP_MAX_SECONDS,
  CLIP_MIN_SECONDS,
  CLIP_SIDE_MAX_PIXELS,
  CLIP_SIDE_MIN_PIXELS,
  IMAGE_SIDE_MAX_PIXELS,
  IMAGE_SIDE_MIN_PIXELS,
  SIDE_RATIO_MAX,
} from '../../worker/contract/limits.ts'
import type { Answer, Expected } from './answers.ts'

/** Seconds by which lengths may differ and are the same: containers and browsers round by a frame or two. */
export const SAME_SECONDS = 0.3
/** Seconds that the product forgives. */
const SLACK_SECONDS = 0.05

const REFUSED: Expected = { verdict: 'refused' }

/**
 * What both judges show without loss is accepted, with its size, and the length of all that can be decoded. What either
 * can't show is refused. Where any reader takes a clip to be longer than its samples, it is refused or counted with the
 * most; so is one with a box twice, unless the two say the same. The product's limits hold for all.
 */
export function expectedOf({ chromium, ffmpeg, readings }: Omit<Answer, 'name' | 'digest' | 'expected'>): Expected {
  if (!chromium.shows || !chromium.lossless || !ffmpeg.shows || !ffmpeg.lossless) return REFUSED
  if (readings?.differ) return REFUSED
  const { width, height } = chromium
  const clip = ffmpeg.longest !== undefined
  if (!sizeFits(width, height, clip)) return REFUSED
  if (!clip) return { verdict: 'accepted', width, height, duration: 0 }
  const length = ffmpeg.longest ?? 0
  if (length > CLIP_MAX_SECONDS + SLACK_SECONDS) return REFUSED
  if ((ffmpeg.duration ?? 0) < CLIP_MIN_SECONDS - SLACK_SECONDS) return REFUSED
  const most = Math.max(length, chromium.duration ?? 0, ffmpeg.claims ?? 0, readings?.longest ?? 0)
  const ambiguous = readings?.alike === false
  if (ambiguous || most > length + SAME_SECONDS) return { verdict: 'refused or counted', duration: most }
  return { verdict: 'accepted', width, height, duration: length }
}

function sizeFits(width: number, height: number, clip: boolean): boolean {
  const [least, most] = clip
    ? [CLIP_SIDE_MIN_PIXELS, CLIP_SIDE_MAX_PIXELS]
    : [IMAGE_SIDE_MIN_PIXELS, IMAGE_SIDE_MAX_PIXELS]
  const [short, long] = [Math.min(width, height), Math.max(width, height)]
  return short >= least && long <= most && long <= SIDE_RATIO_MAX * short
}
