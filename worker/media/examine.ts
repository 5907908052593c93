/** Walks a file's structure once: its type, size and length, and what must be redacted. Nothing is ever decoded. */
import { HEAD_BYTES, type MediaType } from '../contract/magic-bytes.ts'
import { walkBmp } from './formats/bmp.ts'
import { walkClip } from './formats/clip.ts'
import { walkJpeg } from './formats/jpeg.ts'
import type { Picture } from './formats/picture.ts'
import { walkPng } from './formats/png.ts'
import { pixelsMissing } from './formats/png-pixels.ts'
import { samplesMissing } from './formats/sample-ranges.ts'
import { walkWebp } from './formats/webp.ts'
import { corrupt, type MediaError, unsupported } from './media-error.ts'
import { bmpRedactions } from './redaction/bmp.ts'
import { clipRedactions } from './redaction/clip.ts'
import { jpegRedactions } from './redaction/jpeg.ts'
import { pngRedactions } from './redaction/png.ts'
import type { Redaction } from './redaction/redactions.ts'
import { webpRedactions } from './redaction/webp.ts'
import { foreignName, sniff } from './sniff.ts'
import type { ByteSource } from './source.ts'
import { CLIP_WINDOW_BYTES, IMAGE_WINDOW_BYTES, Window } from './window.ts'

/** The facts that a file's headers state. */
export type MediaFacts = {
  media_type: MediaType
  kind: 'image' | 'video'
  /** Pixels of a frame as shown, rotation applied. A clip whose pixels aren't square is shown wider or narrower. */
  width: number
  height: number
  /** Seconds of all stored pictures of a clip; 0 of an image. */
  duration: number
  /** Seconds that players show, fewer where an edit list hides some; 0 of an image. */
  shown: number
  /** The four characters that name a clip's codec; empty of an image. */
  codec: string
}

/** A file whose structure is sound. The two functions cost more, so they run only once its facts are accepted. */
type Examined = {
  ok: true
  facts: MediaFacts
  /** Checks for pixels or samples that the headers promise and the file lacks; null where none are missing. */
  missing: () => MediaError | null | Promise<MediaError | null>
  /** The file's redactions; null where something can't be taken out. */
  redactions: () => Redaction[] | null
}

/** The file's type by its first bytes, or why the model can't read it. */
export async function typeOf(source: ByteSource): Promise<{ ok: true; type: MediaType } | MediaError> {
  if (source.size === 0) return corrupt('This file is empty.')
  const head = await source.read(0, HEAD_BYTES)
  const type = sniff(head)
  if (type) return { ok: true, type }
  const name = foreignName(head)
  const what = name ? `This file is ${name}, which` : 'This is not a picture or clip that'
  return unsupported(`${what} the model can${name ? '’t' : ''} use. Use JPEG, PNG, WebP, BMP, MP4 or MOV.`)
}

/** Walks a file of this type; its facts, or what is wrong with it. */
export async function examine(source: ByteSource, type: MediaType): Promise<Examined | MediaError> {
  if (type === 'video/mp4' || type === 'video/quicktime') return examineClip(source, type)
  const file = new Window(source, IMAGE_WINDOW_BYTES)
  if (type === 'image/webp') {
    const picture = await walkWebp(file)
    return picture.ok ? examined(type, picture, () => webpRedactions(picture, source.size)) : picture
  }
  if (type === 'image/png') {
    const picture = await walkPng(file)
    if (!picture.ok) return picture
    const missing = () => pixelsMissing(file, picture)
    return { ...examined(type, picture, () => pngRedactions(picture, source.size)), missing }
  }
  const picture = await WALKS[type](file)
  return picture.ok ? examined(type, picture, () => REDACTIONS[type](picture, source.size)) : picture
}

const WALKS = { 'image/jpeg': walkJpeg, 'image/bmp': walkBmp }
const REDACTIONS = { 'image/jpeg': jpegRedactions, 'image/bmp': bmpRedactions }

/** Only decoding could tell a JPEG or WebP that was cut and closed again from a whole one. */
const nothing = () => null

function examined(media_type: MediaType, picture: Picture, redactions: () => Redaction[] | null): Examined {
  // EXIF orientations 5 to 8 include a quarter turn.
  const turned = picture.orientation >= 5
  const [width, height] = turned ? [picture.height, picture.width] : [picture.width, picture.height]
  const facts = { media_type, kind: 'image' as const, width, height, duration: 0, shown: 0, codec: '' }
  return { ok: true, facts, missing: nothing, redactions }
}

/** Size and length of a picture or clip, or why it can't be read. */
export async function probe(source: ByteSource): Promise<{ ok: true; facts: MediaFacts } | MediaError> {
  const typed = await typeOf(source)
  if (!typed.ok) return typed
  const examined = await examine(source, typed.type)
  return examined.ok ? { ok: true, facts: examined.facts } : examined
}

async function examineClip(source: ByteSource, media_type: MediaType): Promise<Examined | MediaError> {
  const clip = await walkClip(new Window(source, CLIP_WINDOW_BYTES))
  if (!clip.ok) return clip
  const { video, length } = clip
  const [width, height] = video.turned ? [video.height, video.width] : [video.width, video.height]
  const { longest: duration, shown } = length
  const facts = { media_type, kind: 'video' as const, width, height, duration, shown, codec: video.codec }
  return { ok: true, facts, missing: () => samplesMissing(clip), redactions: () => clipRedactions(clip, source.size) }
}
