/** What a file is, by its magic bytes: names and headers from a client are never believed. */
import type { CLIP_TYPES, IMAGE_TYPES } from '../contract/limits.ts'
import { ascii } from './binary.ts'

export type MediaType = (typeof IMAGE_TYPES)[number] | (typeof CLIP_TYPES)[number]

/** Bytes of a file's beginning that `sniff` and `otherFormat` want. */
export const SNIFF_BYTES = 512

/** Major brands of ISO base media that are still pictures; the model takes none of them. */
const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'hevm', 'hevs', 'mif1', 'msf1']
const AVIF_BRANDS = ['avif', 'avis']
const OTHER_BRANDS: Record<string, string> = {
  'crx ': 'a camera’s raw picture',
  'jp2 ': 'JPEG 2000',
  'jxl ': 'JPEG XL',
}

/** The media type, or null for everything that the model can't take. */
export function sniff(head: Uint8Array): MediaType | null {
  const text = ascii(head, 0, 16)
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp'
  // Two letters are weak magic; the four reserved bytes after the size are zero in every BMP.
  if (text.startsWith('BM') && head.length >= 26 && text.slice(6, 10) === '\0\0\0\0') return 'image/bmp'
  if (text.slice(4, 8) === 'ftyp') {
    if (isoPicture(head)) return null
    return text.slice(8, 12) === 'qt  ' ? 'video/quicktime' : 'video/mp4'
  }
  // Old QuickTime files have no ftyp and begin with one of these boxes.
  if (['moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].includes(text.slice(4, 8))) return 'video/quicktime'
  return null
}

/** What a file is that `sniff` gives no type: its format's name for people, or null where we don't know it. */
export function otherFormat(head: Uint8Array): string | null {
  if (ascii(head, 4, 4) === 'ftyp') return isoPicture(head)
  const start = ascii(head, 0, 12)
  const known = MAGIC.find(([magic]) => start.startsWith(magic))
  if (known) return known[1]
  if (start.startsWith('RIFF')) return start.slice(8) === 'AVI ' ? 'AVI' : 'a RIFF file'
  const text = ascii(head, 0, SNIFF_BYTES).toLowerCase()
  if (text.includes('<svg')) return 'SVG'
  if (text.includes('<html') || text.includes('<!doctype html')) return 'a web page'
  return null
}

const MAGIC = [
  ['GIF8', 'GIF'],
  ['II*\0', 'TIFF'],
  ['MM\0*', 'TIFF'],
  ['\0\0\0\x0cJXL ', 'JPEG XL'],
  ['\xff\x0a', 'JPEG XL'],
  ['\0\0\0\x0cjP  ', 'JPEG 2000'],
  ['\x1aE\xdf\xa3', 'WebM or Matroska'],
  ['8BPS', 'a Photoshop file'],
  ['%PDF', 'PDF'],
  ['PK\x03\x04', 'a zip archive'],
] as const

/** The name of a still picture in ISO base media; null of a clip. */
function isoPicture(head: Uint8Array): string | null {
  const brand = ascii(head, 8, 4)
  if (AVIF_BRANDS.includes(brand)) return 'AVIF'
  // A common brand for both: what it is stands among the compatible ones.
  if (HEIC_BRANDS.includes(brand))
    return AVIF_BRANDS.some((avif) => ascii(head, 16, 48).includes(avif)) ? 'AVIF' : 'HEIC'
  return OTHER_BRANDS[brand] ?? null
}
