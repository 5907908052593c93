/**
 * Walks through the chunks of a WebP's RIFF container; of the image data only the size is read. By hand, because
 * `image-size` reads the first chunk alone: it neither notices a cut file nor tells where the chunks are that redaction
 * needs.
 */
import { ascii, u8, u16le, u24le, u32le } from '../binary.ts'
import { corrupt, type MediaError, unsupported } from '../media-error.ts'
import type { Window } from '../window.ts'
import { readOrientation, withoutPrefix } from './exif.ts'
import { METADATA_BLOCKS_MAX, type MetadataBlock, type Picture } from './picture.ts'

/** Chunks that pixels and their colours need. RFC 9649. */
const KEPT = ['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ICCP']
const ANIMATION = ['ANIM', 'ANMF']
/** Flags of VP8X. RFC 9649, section 2.7.1. */
const FLAG_ANIMATION = 0x02
export const FLAG_XMP = 0x04
export const FLAG_EXIF = 0x08
/** Offset of VP8X's flags in the file: VP8X is always the first chunk. */
export const FLAGS_OFFSET = 20

const CUT = corrupt('This WebP is incomplete: it ends in the middle of the picture.')
const DAMAGED = corrupt('This WebP is damaged: it can’t be followed to its end.')
const ANIMATED = unsupported('This WebP is animated. Choose a still picture, or a clip as MP4 or MOV.')

type Size = { width: number; height: number }
/** A WebP, with the flags of VP8X; null in the simple form, which has no flags. */
export type WebpPicture = Picture & { flags: number | null }

/** Size, orientation and metadata of the WebP, or what is wrong with it. */
export async function walkWebp(file: Window): Promise<WebpPicture | MediaError> {
  const riff = await file.bytes(0, 12)
  if (!riff) return CUT
  const end = 8 + u32le(riff, 4)
  if (end > file.size) return CUT
  const metadata: MetadataBlock[] = []
  let canvas: (Size & { flags: number }) | null = null
  let image: Size | null = null
  let orientation: number | null = null
  let offset = 12
  for (let count = 0; offset + 8 <= end; count++) {
    const head = await file.bytes(offset, 8)
    if (!head || count === METADATA_BLOCKS_MAX) return DAMAGED
    const [type, length] = [ascii(head, 0, 4), u32le(head, 4)]
    // Chunks are padded to even lengths; some writers leave out the last chunk's padding.
    const whole = Math.min(8 + length + (length % 2), end - offset)
    if (offset + 8 + length > end) return DAMAGED
    if (ANIMATION.includes(type)) return ANIMATED
    if (type === 'VP8X') {
      const chunk = count === 0 ? await file.bytes(offset, 18) : null
      if (!chunk || length < 10) return DAMAGED
      canvas = { flags: u8(chunk, 8), width: 1 + u24le(chunk, 12), height: 1 + u24le(chunk, 15) }
      if (canvas.flags & FLAG_ANIMATION) return ANIMATED
    } else if (type === 'VP8 ' || type === 'VP8L') {
      const chunk = await file.bytes(offset, Math.min(8 + length, 18))
      image = chunk && !image && (count === 0 || canvas) ? readSize(type, chunk) : null
      if (!image) return DAMAGED
    } else if (!KEPT.includes(type)) {
      // Readers take the first of several.
      const block = type === 'EXIF' && orientation === null ? await file.bytes(offset + 8, length) : null
      if (block) orientation = readOrientation(withoutPrefix(block))
      metadata.push({ type: block ? 'exif' : 'other', offset, length: whole })
    }
    offset += whole
  }
  if (!image || (canvas && (canvas.width !== image.width || canvas.height !== image.height))) return DAMAGED
  return { ok: true, ...image, orientation: orientation ?? 1, metadata, end, flags: canvas?.flags ?? null }
}

/**
 * The size in the first bytes of the image data; null where those are invalid. RFC 6386 section 9.1, RFC 9649 section
 * 3.
 */
function readSize(type: string, chunk: Uint8Array): Size | null {
  if (chunk.length < 13) return null
  if (type === 'VP8L') {
    const bits = u32le(chunk, 9)
    return u8(chunk, 8) === 0x2f ? { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) } : null
  }
  const keyFrame = (u8(chunk, 8) & 1) === 0 && ascii(chunk, 11, 3) === '\x9d\x01\x2a'
  const [width, height] = [u16le(chunk, 14) & 0x3fff, u16le(chunk, 16) & 0x3fff]
  return chunk.length === 18 && keyFrame && width > 0 && height > 0 ? { width, height } : null
}
