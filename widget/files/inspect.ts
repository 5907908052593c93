/** Looks a file over before a byte is sent: what it is, how large, and whether the model can take it. */
import {
  CLIP_MAX_BYTES,
  CLIP_MAX_SECONDS,
  CLIP_MIN_SECONDS,
  CLIP_SIDE_MAX_PIXELS,
  CLIP_SIDE_MIN_PIXELS,
  CLIP_TYPES,
  IMAGE_MAX_BYTES,
  IMAGE_SIDE_MAX_PIXELS,
  IMAGE_SIDE_MIN_PIXELS,
  IMAGE_TYPES,
  SIDE_RATIO_MAX,
} from '../../worker/contract/limits.ts'
import type { Rejection } from '../../worker/contract/reference.ts'
import { type Measures, measureClip, measureImage } from './measure.ts'
import { type MediaType, sniff } from './sniff.ts'

export type Kind = 'image' | 'video'

/** What a file chooser may offer: exact types, so that an iPhone hands over JPEG instead of HEIC. */
export const ACCEPT = [...IMAGE_TYPES, ...CLIP_TYPES].join(',')

export interface Inspection {
  kind?: Kind
  media_type?: MediaType
  measures?: Measures
  problem?: Rejection
}

/** The limits of each kind, side by side. */
const LIMITS = {
  image: { bytes: IMAGE_MAX_BYTES, least: IMAGE_SIDE_MIN_PIXELS, most: IMAGE_SIDE_MAX_PIXELS },
  video: { bytes: CLIP_MAX_BYTES, least: CLIP_SIDE_MIN_PIXELS, most: CLIP_SIDE_MAX_PIXELS },
} as const

/** Containers round a length up by a frame or two: half of a tenth is forgiven. */
const LENGTH_SLACK_SECONDS = 0.05

/** The first limit that doesn't hold. */
function measureProblem(kind: Kind, { width, height, duration }: Measures): Rejection | undefined {
  const { least, most } = LIMITS[kind]
  const [short, long] = width < height ? [width, height] : [height, width]
  if (duration !== undefined && duration > CLIP_MAX_SECONDS + LENGTH_SLACK_SECONDS) return 'too-long'
  if (duration !== undefined && duration < CLIP_MIN_SECONDS - LENGTH_SLACK_SECONDS) return 'too-short'
  if (short > 0 && long / short > SIDE_RATIO_MAX) return 'bad-aspect-ratio'
  if (short > 0 && short < least) return 'too-small'
  if (long > most) return 'too-large'
  return undefined
}

/** `url` is an object URL of the file, made by whoever shows the preview. */
export async function inspect(file: Blob, url: string): Promise<Inspection> {
  const media_type = await sniff(file)
  if (!media_type) return { problem: 'unsupported-type' }
  const kind: Kind = media_type.startsWith('image/') ? 'image' : 'video'
  if (file.size > LIMITS[kind].bytes) return { kind, media_type, problem: 'too-large' }
  const measures = await (kind === 'image' ? measureImage(url) : measureClip(url))
  if (!measures) return kind === 'image' ? { kind, media_type, problem: 'corrupt' } : { kind, media_type }
  const problem = measureProblem(kind, measures)
  return { kind, media_type, measures, ...(problem ? { problem } : {}) }
}
