/** Says what a file is by its first bytes; its name and declared type are not asked. */
import type { CLIP_TYPES, IMAGE_TYPES } from '../../worker/contract/limits.ts'

export type MediaType = (typeof IMAGE_TYPES)[number] | (typeof CLIP_TYPES)[number]

const HEAD_BYTES = 16
/** `ftyp` brands of still pictures in the same container as clips (HEIC, AVIF). */
const PICTURE_BRANDS = ['heic', 'heix', 'heim', 'heis', 'mif1', 'msf1', 'avif', 'avis', 'hevc', 'hevx']
/** First boxes of QuickTime files from before `ftyp`. */
const OLD_QUICKTIME = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']

/** The media type, or undefined for what the model can't take. */
export async function sniff(file: Blob): Promise<MediaType | undefined> {
  const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  const ascii = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to))
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (bytes[0] === 0x89 && ascii(1, 8) === 'PNG\r\n\x1a\n') return 'image/png'
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp'
  // "BM" alone would also fit a text; the four bytes before the pixels' offset are reserved and zero.
  if (ascii(0, 2) === 'BM' && bytes.length > 13 && bytes.subarray(6, 10).every((byte) => byte === 0)) return 'image/bmp'
  const box = ascii(4, 8)
  if (box === 'ftyp') {
    const brand = ascii(8, 12)
    if (PICTURE_BRANDS.includes(brand)) return undefined
    return brand === 'qt  ' ? 'video/quicktime' : 'video/mp4'
  }
  return OLD_QUICKTIME.includes(box) ? 'video/quicktime' : undefined
}
