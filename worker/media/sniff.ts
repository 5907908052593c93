/** Recognises stored bytes by `contract/magic-bytes.ts`: their media type, or what to call them in a refusal. */
import { HEAD_BYTES, type MediaType, recognise, unopened } from '../contract/magic-bytes.ts'
import { ascii } from './binary.ts'

/** Names for files whose format has no name in the table of magic bytes. */
const NAMES = { empty: 'empty', document: 'a document', audio: 'a sound file', clip: 'a clip', picture: 'a picture' }

/** The media type of a file that begins with `head`; null for every type that the model can't read. */
export function sniff(head: Uint8Array): MediaType | null {
  return recognise(ascii(head, 0, HEAD_BYTES)).media_type ?? null
}

/** The name, for people, of a file that `sniff` gives no type; null for an unknown format. */
export function foreignName(head: Uint8Array): string | null {
  const { other, unsupported } = recognise(ascii(head, 0, HEAD_BYTES))
  const found = other ? unopened(other) : unsupported
  return found ? (found.format ?? NAMES[found.kind]) : null
}
