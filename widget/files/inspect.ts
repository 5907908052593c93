/** Inspects a file before a byte is sent: its type and size, whether the model can read it, or a JPEG made of it. */
import { FOREIGN_CODECS } from '../../worker/contract/codecs.ts'
import { brokenLimit, FILE_LIMITS } from '../../worker/contract/file-limits.ts'
import { type MediaType, type Unsupported, unopened } from '../../worker/contract/magic-bytes.ts'
import type { Rejection } from '../../worker/contract/reference.ts'
import type { Kind } from './kind.ts'
import { type Measures, measureClip, measureImage } from './measure.ts'
import { sniff } from './sniff.ts'

/** What was found in a file. Without a `problem` the file, or the JPEG made of it, can be uploaded. */
export interface Inspection {
  kind?: Kind
  media_type?: MediaType
  /** Size and length; absent where only the Worker can measure the file. */
  measures?: Measures
  problem?: Rejection | undefined
  /** The kind of the refused file, where the kind says more than `problem`. */
  unsupported?: Unsupported | undefined
  /** The JPEG to upload in place of the file. */
  converted?: File
}

/** Bytes at each end of a clip in which its sample description is searched. Ours: the index is at one end. */
const LOOK_BYTES = 1_000_000
/** Bytes of a picture above which a browser is not asked to open it. Ours. */
const CONVERTIBLE_MAX_BYTES = 100_000_000

/**
 * The name of the codec that the model can't be expected to read; undefined for any other, or where no description was
 * found: then the Worker decides.
 */
async function foreignCodec(file: Blob): Promise<string | undefined> {
  const ends = new Blob([file.slice(0, LOOK_BYTES), file.slice(Math.max(LOOK_BYTES, file.size - LOOK_BYTES))])
  const text = new TextDecoder('latin1').decode(await ends.arrayBuffer())
  // Version and flags, the count of entries, and the first entry's size come between the box's name and the codec.
  const codecs = text.split('stsd').map((part) => FOREIGN_CODECS[part.slice(12, 16)])
  return codecs.slice(1).find(Boolean)
}

async function measured(kind: Kind, file: Blob): Promise<Measures | undefined> {
  const url = URL.createObjectURL(file)
  const measures = await (kind === 'image' ? measureImage(url) : measureClip(url))
  URL.revokeObjectURL(url)
  return measures
}

/** Applies the model's limits to a file of a type that the model reads. */
async function checkLimits(file: Blob, media_type: MediaType): Promise<Inspection> {
  const kind: Kind = media_type.startsWith('image/') ? 'image' : 'video'
  const large = file.size > FILE_LIMITS[kind].bytes
  if (large && kind === 'video') return { kind, media_type, problem: 'too-large' }
  const measures = await measured(kind, file)
  if (!measures) return kind === 'image' ? { kind, media_type, problem: 'corrupt' } : { kind, media_type }
  return { kind, media_type, measures, problem: brokenLimit(kind, measures) ?? (large ? 'too-large' : undefined) }
}

/**
 * Makes a JPEG of a picture and inspects that; `found`, the inspection of the picture itself, where the browser can't.
 * `type` helps browsers that don't look at the bytes.
 */
export async function inspectAsJpeg(file: File, type: string, found: Inspection): Promise<Inspection> {
  if (file.size > CONVERTIBLE_MAX_BYTES) return { ...found, problem: 'too-large' }
  const converted = await import('./convert.ts').then(
    ({ convert }) => convert(file, type),
    () => undefined,
  )
  return converted ? { ...(await checkLimits(converted, 'image/jpeg')), converted } : found
}

/**
 * Inspects a chosen file. A picture that the model can't read, or that is too large, is converted to JPEG. Never throws
 * because of a file's bytes.
 */
export async function inspect(file: File): Promise<Inspection> {
  const { media_type, other, unsupported } = await sniff(file)
  const problem = 'unsupported-type'
  if (other) return inspectAsJpeg(file, other, { kind: 'image', problem, unsupported: unopened(other) })
  if (!media_type) return { problem: file.size === 0 ? 'corrupt' : problem, unsupported }
  const format = media_type.startsWith('video/') ? await foreignCodec(file) : undefined
  if (format) return { kind: 'video', problem, unsupported: { kind: 'clip', format } }
  const found = await checkLimits(file, media_type)
  return found.problem === 'too-large' && found.kind === 'image' ? inspectAsJpeg(file, media_type, found) : found
}
