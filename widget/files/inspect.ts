/** Looks a file over before a byte is sent: what it is, how large, whether the model can take it, or a JPEG made of it. */
import { FOREIGN_CODECS } from '../../worker/contract/codecs.ts'
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
} from '../../worker/contract/limits.ts'
import type { Rejection } from '../../worker/contract/reference.ts'
import type { Kind } from './kind.ts'
import { type Measures, measureClip, measureImage } from './measure.ts'
import { type MediaType, sniff } from './sniff.ts'
import { type Unsupported, unopened } from './unsupported.ts'

export interface Inspection {
  kind?: Kind
  media_type?: MediaType
  measures?: Measures
  problem?: Rejection
  /** What the file is, where that says more than the problem. */
  unsupported?: Unsupported
  /** What is to be sent in place of the file. */
  converted?: File
}

/** The limits of each kind, side by side. */
const LIMITS = {
  image: { bytes: IMAGE_MAX_BYTES, least: IMAGE_SIDE_MIN_PIXELS, most: IMAGE_SIDE_MAX_PIXELS },
  video: { bytes: CLIP_MAX_BYTES, least: CLIP_SIDE_MIN_PIXELS, most: CLIP_SIDE_MAX_PIXELS },
} as const

/** Bytes at each end of a clip in which its sample description is searched. Ours: the index is at one end. */
const LOOK_BYTES = 1_000_000
/** Bytes of a picture above which a browser is not asked to open it. Ours. */
const CONVERTIBLE_MAX_BYTES = 100_000_000
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

/**
 * The name of the codec that the model can't be expected to read; undefined for any other, or where no description was
 * found: then the Worker decides.
 */
async function foreignCodec(file: Blob): Promise<string | undefined> {
  const ends = new Blob([file.slice(0, LOOK_BYTES), file.slice(Math.max(LOOK_BYTES, file.size - LOOK_BYTES))])
  const text = new TextDecoder('latin1').decode(await ends.arrayBuffer())
  // Version and flags, the count of entries, and the first entry's size stand between the box's name and the codec.
  const codecs = text.split('stsd').map((part) => FOREIGN_CODECS[part.slice(12, 16)])
  return codecs.slice(1).find(Boolean)
}

async function measured(kind: Kind, file: Blob): Promise<Measures | undefined> {
  const url = URL.createObjectURL(file)
  const measures = await (kind === 'image' ? measureImage(url) : measureClip(url))
  URL.revokeObjectURL(url)
  return measures
}

/** As the file is. */
async function look(file: Blob, media_type: MediaType): Promise<Inspection> {
  const kind: Kind = media_type.startsWith('image/') ? 'image' : 'video'
  const large = file.size > LIMITS[kind].bytes
  if (large && kind === 'video') return { kind, media_type, problem: 'too-large' }
  const measures = await measured(kind, file)
  if (!measures) return kind === 'image' ? { kind, media_type, problem: 'corrupt' } : { kind, media_type }
  const problem = measureProblem(kind, measures) ?? (large ? 'too-large' : undefined)
  return { kind, media_type, measures, ...(problem ? { problem } : {}) }
}

/** The same file as a JPEG, looked over in its turn; or what was wrong with it. */
export async function remade(file: File, type: string, found: Inspection): Promise<Inspection> {
  if (file.size > CONVERTIBLE_MAX_BYTES) return { ...found, problem: 'too-large' }
  const converted = await import('./convert.ts').then(
    ({ convert }) => convert(file, type),
    () => undefined,
  )
  return converted ? { ...(await look(converted, 'image/jpeg')), converted } : found
}

/** Inspects one chosen file. The answer names a problem, or says how the file is sent. Never throws for what a file holds. */
export async function inspect(file: File): Promise<Inspection> {
  const { media_type, other, unsupported } = await sniff(file)
  if (unsupported?.kind === 'empty') return { problem: 'corrupt', unsupported }
  if (other) return remade(file, other, { kind: 'image', problem: 'unsupported-type', unsupported: unopened(other) })
  if (!media_type) return { problem: 'unsupported-type', ...(unsupported ? { unsupported } : {}) }
  const format = media_type.startsWith('video/') ? await foreignCodec(file) : undefined
  if (format) return { kind: 'video', problem: 'unsupported-type', unsupported: { kind: 'clip', format } }
  const found = await look(file, media_type)
  return found.kind === 'image' && found.problem === 'too-large' ? remade(file, media_type, found) : found
}
