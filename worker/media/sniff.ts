/** What a file is, by its magic bytes: names and headers from a client are never believed. */
import type { CLIP_TYPES, IMAGE_TYPES } from '../contract/limits.ts'

export type MediaType = (typeof IMAGE_TYPES)[number] | (typeof CLIP_TYPES)[number]

/** Bytes of a file's beginning that `sniff` wants. */
export const SNIFF_BYTES = 32

/** Major brands of ISO base media that are still pictures; the model takes none of them. */
const PICTURE_BRANDS = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'avis']

/** The media type, or null for everything that the model can't take. */
export function sniff(head: Uint8Array): MediaType | null {
  const text = String.fromCharCode(...head.subarray(0, SNIFF_BYTES))
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp'
  if (text.startsWith('BM') && head.length >= 26) return 'image/bmp'
  if (text.slice(4, 8) === 'ftyp') {
    const brand = text.slice(8, 12)
    if (PICTURE_BRANDS.includes(brand)) return null
    return brand === 'qt  ' ? 'video/quicktime' : 'video/mp4'
  }
  // Old QuickTime files have no ftyp and begin with one of these boxes.
  if (['moov', 'mdat', 'wide', 'free', 'skip'].includes(text.slice(4, 8))) return 'video/quicktime'
  return null
}
