/** One walk over a file's structure: what it is, how large and long, and what must be redacted. */
import { corrupt, type Flaw, unsupported } from './flaw.ts'
import { walkBmp } from './formats/bmp.ts'
import { walkClip } from './formats/clip.ts'
import { walkJpeg } from './formats/jpeg.ts'
import type { Picture } from './formats/picture.ts'
import { walkPng } from './formats/png.ts'
import { pixelsMissing } from './formats/png-pixels.ts'
import { samplesMissing } from './formats/stretches.ts'
import { walkWebp } from './formats/webp.ts'
import { bmpRedactions } from './redaction/bmp.ts'
import { clipRedactions } from './redaction/clip.ts'
import { jpegRedactions } from './redaction/jpeg.ts'
import { pngRedactions } from './redaction/png.ts'
import type { Redaction } from './redaction/redactions.ts'
import { webpRedactions } from './redaction/webp.ts'
import { type MediaType, otherFormat, SNIFF_BYTES, sniff } from './sniff.ts'
import type { ByteSource } from './source.ts'
import { CLIP_WINDOW_BYTES, IMAGE_WINDOW_BYTES, Window } from './window.ts'

export type MediaFacts = {
  media_type: MediaType
  kind: 'image' | 'video'
  /** Pixels of a frame, turned as it is shown; a clip whose pixels are not square is shown wider or narrower. */
  width: number
  height: number
  /** Seconds of all that is there to decode; 0 of an image. */
  duration: number
  /** Seconds that players show, which an edit list may make fewer; 0 of an image. */
  shown: number
  /** The four characters that name a clip's coding; empty of an image. */
  codec: string
}

export type Examined = {
  ok: true
  facts: MediaFacts
  /** What is missing of the pixels or samples that the headers promise; null where that is nothing. */
  missing: () => Flaw | null | Promise<Flaw | null>
  redactions: () => Redaction[] | null
}

/** The type by the first bytes, or why the model can't take it. */
export async function typeOf(source: ByteSource): Promise<{ ok: true; type: MediaType } | Flaw> {
  if (source.size === 0) return corrupt('This file is empty.')
  const head = await source.read(0, SNIFF_BYTES)
  const type = sniff(head)
  if (type) return { ok: true, type }
  const name = otherFormat(head)
  const what = name ? `This file is ${name}, which` : 'This is not a picture or clip that'
  return unsupported(`${what} the model can${name ? '’t' : ''} use. Use JPEG, PNG, WebP, BMP, MP4 or MOV.`)
}

/** The facts of a file of this type, and how to compute its redactions; or what is wrong with it. */
export async function examine(source: ByteSource, type: MediaType): Promise<Examined | Flaw> {
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

/** A JPEG or WebP whose end was cut and closed again can't be told from a whole one without decoding it. */
const nothing = () => null

function examined(media_type: MediaType, picture: Picture, redactions: () => Redaction[] | null): Examined {
  // EXIF orientations 5 to 8 are turned by a quarter.
  const turned = picture.orientation >= 5
  const [width, height] = turned ? [picture.height, picture.width] : [picture.width, picture.height]
  const facts = { media_type, kind: 'image' as const, width, height, duration: 0, shown: 0, codec: '' }
  return { ok: true, facts, missing: nothing, redactions }
}

async function examineClip(source: ByteSource, media_type: MediaType): Promise<Examined | Flaw> {
  const clip = await walkClip(new Window(source, CLIP_WINDOW_BYTES))
  if (!clip.ok) return clip
  const { video, length } = clip
  const [width, height] = video.turned ? [video.height, video.width] : [video.width, video.height]
  const { longest: duration, shown } = length
  const facts = { media_type, kind: 'video' as const, width, height, duration, shown, codec: video.codec }
  return { ok: true, facts, missing: () => samplesMissing(clip), redactions: () => clipRedactions(clip, source.size) }
}
