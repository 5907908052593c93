/**
 * Recognises a file by its magic bytes, once for the widget and the Worker: the model's own formats, pictures that only
 * some browsers open, and formats that nobody can use here. Names and declared types are never trusted.
 */
import type { CLIP_TYPES, IMAGE_TYPES } from './limits.ts'

/** A type that the model reads. */
export type MediaType = (typeof IMAGE_TYPES)[number] | (typeof CLIP_TYPES)[number]

/** What kind of file is refused, for words of its own; `format` is the name that people know. */
export interface Unsupported {
  kind: 'empty' | 'document' | 'audio' | 'clip' | 'picture'
  format?: string
}

/** Bytes of a file's beginning that `recognise` reads. Ours: XML before an SVG's first tag may be long. */
export const HEAD_BYTES = 4096

/** Major brands of HEIC and AVIF pictures, which share their container with clips. Registered at mp4ra.org. */
const HEIF_BRANDS = 'avif avis heic heix heim heis hevc hevx hevm hevs mif1 msf1'.split(' ')
/** First boxes of QuickTime files older than `ftyp`. */
const OLD_QUICKTIME = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']

/** An SVG: a byte order mark, XML's declaration, comments and a doctype may precede its first tag. */
const SVG =
  /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE svg[^>[]*(?:\[[^\]]*\])?>\s*)*<svg[\s>]/

const clip = (format: string): Unsupported => ({ kind: 'clip', format })
const AUDIO: Unsupported = { kind: 'audio' }
const DOCUMENT: Unsupported = { kind: 'document' }

/** Magic bytes at offset `at` (0 where absent). `also` must occur anywhere in the head. */
type Sign = readonly [what: Unsupported | string, magic: string, more?: { also?: string; at?: number }]

/** The first sign that fits counts. A string is the type of a picture that a browser may open. */
const SIGNS: readonly Sign[] = [
  ['image/gif', 'GIF8'],
  ['image/tiff', 'II*\0'],
  ['image/tiff', 'MM\0*'],
  ['image/jxl', '\xff\x0a'],
  ['image/jxl', '\0\0\0\x0cJXL '],
  ['image/jp2', '\0\0\0\x0cjP  '],
  ['image/cr3', 'ftypcrx ', { at: 4 }],
  ['image/vnd.adobe.photoshop', '8BPS'],
  [clip('WebM'), '\x1aE\xdf\xa3', { also: 'webm' }],
  [clip('MKV'), '\x1aE\xdf\xa3'],
  [clip('AVI'), 'RIFF', { also: 'AVI ' }],
  [clip('WMV'), '0&\xb2u'],
  [clip('FLV'), 'FLV\x01'],
  [clip('MPEG'), '\0\0\x01\xba'],
  [clip('MPEG'), '\0\0\x01\xb3'],
  [clip('Ogg'), 'OggS', { also: 'theora' }],
  [AUDIO, 'OggS'],
  [AUDIO, 'ID3'],
  [AUDIO, 'fLaC'],
  [AUDIO, 'MThd'],
  [AUDIO, '#!AMR'],
  [AUDIO, 'RIFF', { also: 'WAVE' }],
  [AUDIO, 'FORM', { also: 'AIF' }],
  [AUDIO, 'ftypM4A', { at: 4 }],
  [AUDIO, 'ftypM4B', { at: 4 }],
  ...['\xfb', '\xfa', '\xf3', '\xf2', '\xf1', '\xf9', '\xe3'].map((second): Sign => [AUDIO, `\xff${second}`]),
  [DOCUMENT, '%PDF'],
  [DOCUMENT, 'PK\x03\x04'],
  [DOCUMENT, '\xd0\xcf\x11\xe0'],
  [DOCUMENT, '{\\rtf'],
  [DOCUMENT, '<!DOCTYPE html'],
  [DOCUMENT, '<!doctype html'],
  [DOCUMENT, '<html'],
]

/** Names of pictures that differ from the end of their type. */
const PICTURE_NAMES: Record<string, string> = {
  jp2: 'JPEG 2000',
  jxl: 'JPEG XL',
  'svg+xml': 'SVG',
  'vnd.adobe.photoshop': 'PSD',
}

/** The refusal of a picture of this type, which the browser couldn't open either. */
export function unopened(type: string): Unsupported {
  const name = type.slice('image/'.length)
  return { kind: 'picture', format: PICTURE_NAMES[name] ?? name.toUpperCase() }
}

/** The kind of a file: one field is set, or none for an unknown file. */
export interface Recognised {
  /** A type that the model reads. */
  media_type?: MediaType
  /** The type of a picture that some browsers open and the model can't read. */
  other?: string
  unsupported?: Unsupported
}

/** What a file is by its first HEAD_BYTES bytes, given as Latin-1: a character for each byte. */
export function recognise(head: string): Recognised {
  if (head.startsWith('\xff\xd8\xff')) return { media_type: 'image/jpeg' }
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { media_type: 'image/png' }
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return { media_type: 'image/webp' }
  // "BM" alone would also fit a text; the four bytes before the pixels' offset are reserved and zero.
  if (head.startsWith('BM') && head.startsWith('\0\0\0\0', 6)) return { media_type: 'image/bmp' }
  if (SVG.test(head)) return { other: 'image/svg+xml' }
  const known = SIGNS.find(([, magic, { also = '', at = 0 } = {}]) => head.startsWith(magic, at) && head.includes(also))
  if (known) return typeof known[0] === 'string' ? { other: known[0] } : { unsupported: known[0] }
  const [box, brand] = [head.slice(4, 8), head.slice(8, 12)]
  if (box !== 'ftyp') return OLD_QUICKTIME.includes(box) ? { media_type: 'video/quicktime' } : {}
  if (!HEIF_BRANDS.includes(brand)) return { media_type: brand === 'qt  ' ? 'video/quicktime' : 'video/mp4' }
  // AVIF pictures may have one of HEIF's common brands, mif1 or msf1; then a compatible brand says AVIF.
  return { other: /avi[fs]/.test(head.slice(8, 64)) ? 'image/avif' : 'image/heic' }
}
