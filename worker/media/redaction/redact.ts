/** Applies redactions to bytes while they stream past, from the file's beginning or from any offset. */
import { type Redaction, replacementOf } from './redactions.ts'

/**
 * The stream `body`, redacted. `offset` is where `body` begins in the file; `redactions` are those of the whole file,
 * sorted by offset. Chunks keep their sizes.
 */
export function redact(
  body: ReadableStream<Uint8Array>,
  offset: number,
  redactions: readonly Redaction[],
): ReadableStream<Uint8Array> {
  let position = offset
  let next = 0
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const end = position + chunk.byteLength
        let out = chunk
        // `next` moves past a redaction only once its last byte has streamed by: the next chunk may need the rest.
        for (let index = next; index < redactions.length; index++) {
          const redaction = redactions[index]
          if (!redaction || redaction[0] >= end) break
          const redactionEnd = redaction[0] + redaction[1]
          if (redactionEnd <= end) next = index + 1
          if (redactionEnd <= position) continue
          if (out === chunk) out = chunk.slice()
          overwrite(out, position, redaction)
        }
        position = end
        controller.enqueue(out)
      },
    }),
  )
}

/** Overwrites the part of a redaction that falls into `bytes`, which begin at `start` of the file. */
function overwrite(bytes: Uint8Array, start: number, redaction: Redaction): void {
  const [offset, length] = redaction
  const from = Math.max(offset - start, 0)
  const to = Math.min(offset + length - start, bytes.length)
  bytes.fill(0, from, to)
  const at = start + from - offset
  bytes.set(replacementOf(redaction).subarray(at, at + to - from), from)
}
