/** Names the coding of a clip that the model can't be expected to read, where its sample description is easily found. */
import { FOREIGN_CODECS } from '../../worker/contract/codecs.ts'

/** Bytes of the file's beginning and end in which the description is looked for. */
const LOOK_BYTES = 1_000_000

/** Undefined where it is one that fits, or none was found: then the Worker says. */
export async function foreignCodec(file: Blob): Promise<string | undefined> {
  const ends = new Blob([file.slice(0, LOOK_BYTES), file.slice(Math.max(LOOK_BYTES, file.size - LOOK_BYTES))])
  const text = new TextDecoder('latin1').decode(await ends.arrayBuffer())
  // After the name: version and flags, the count of entries, and the first one's size.
  const codecs = text.split('stsd').map((part) => FOREIGN_CODECS[part.slice(12, 16)])
  return codecs.slice(1).find(Boolean)
}
