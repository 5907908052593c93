/** Recognises a chosen file by its first bytes. Animations are told apart here: a browser makes a still JPEG of them. */
import { HEAD_BYTES, type Recognised, recognise } from '../../worker/contract/magic-bytes.ts'

/** The flag of an animation in the extended header of a WebP. RFC 9649, section 2.7.1. */
const WEBP_ANIMATION = 0b10

/** What the file is; an animated PNG or WebP counts as a picture that the model can't read. */
export async function sniff(file: Blob): Promise<Recognised> {
  if (file.size === 0) return { unsupported: { kind: 'empty' } }
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()))
  const found = recognise(head)
  return isAnimated(head, found.media_type) ? { other: found.media_type } : found
}

/** A PNG announces its animation before the first image data, a WebP in its extended header. */
function isAnimated(head: string, type: string | undefined): type is string {
  if (type === 'image/webp') return head.startsWith('VP8X', 12) && (head.charCodeAt(20) & WEBP_ANIMATION) > 0
  const control = type === 'image/png' ? head.indexOf('acTL') : -1
  return control > 0 && !head.slice(0, control).includes('IDAT')
}
