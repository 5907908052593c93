/** Says what a file is by its first bytes; its name and declared type are not asked. */
import type { CLIP_TYPES, IMAGE_TYPES } from '../../worker/contract/limits.ts'
import { recognise, type Unsupported } from './unsupported.ts'

export type MediaType = (typeof IMAGE_TYPES)[number] | (typeof CLIP_TYPES)[number]

export interface Sniffed {
  /** Absent for what the model can't take. */
  media_type?: MediaType
  /** A picture that some browsers can open and the model can't take, or one that moves: its type. */
  other?: string
  /** What nobody can use here, as far as it is known. */
  unsupported?: Unsupported
}

/** Enough for the head of every type, and for the announcement of an animation in a PNG. */
const HEAD_BYTES = 4096
/** `ftyp` brands of still pictures in the same container as clips. */
const AVIF_BRANDS = ['avif', 'avis']
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'mif1', 'msf1', 'hevc', 'hevx']
/** First boxes of QuickTime files from before `ftyp`. */
const OLD_QUICKTIME = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']
/** The flag of an animation in the extended header of a WebP. */
const WEBP_MOVES = 0b10

/** A drawing, after what may stand before its first tag. */
const DRAWING =
  /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE svg[^>[]*(?:\[[^\]]*\])?>\s*)*<svg[\s>]/

/** Empty for what nobody knows. */
export async function sniff(file: Blob): Promise<Sniffed> {
  if (file.size === 0) return { unsupported: { kind: 'empty' } }
  const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer())
  const head = new TextDecoder('latin1').decode(bytes)
  if (head.startsWith('\xff\xd8\xff')) return { media_type: 'image/jpeg' }
  if (bytes[0] === 0x89 && head.startsWith('PNG\r\n\x1a\n', 1)) {
    const control = head.indexOf('acTL')
    const moves = control > 0 && !head.slice(0, control).includes('IDAT')
    return moves ? { other: 'image/png' } : { media_type: 'image/png' }
  }
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) {
    const moves = head.startsWith('VP8X', 12) && ((bytes[20] ?? 0) & WEBP_MOVES) > 0
    return moves ? { other: 'image/webp' } : { media_type: 'image/webp' }
  }
  // "BM" alone would also fit a text; the four bytes before the pixels' offset are reserved and zero.
  if (head.startsWith('BM') && head.startsWith('\0\0\0\0', 6)) return { media_type: 'image/bmp' }
  if (DRAWING.test(head)) return { other: 'image/svg+xml' }
  const known = recognise(head)
  if (known) return typeof known === 'string' ? { other: known } : { unsupported: known }
  const box = head.slice(4, 8)
  if (box === 'ftyp') {
    const brand = head.slice(8, 12)
    if (AVIF_BRANDS.includes(brand)) return { other: 'image/avif' }
    if (HEIC_BRANDS.includes(brand)) return { other: 'image/heic' }
    return { media_type: brand === 'qt  ' ? 'video/quicktime' : 'video/mp4' }
  }
  return OLD_QUICKTIME.includes(box) ? { media_type: 'video/quicktime' } : {}
}
