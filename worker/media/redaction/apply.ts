/** Writes patches over bytes while they stream past, whole or from any offset. */
import { type Patch, patchBytes } from './patch.ts'

/** The body, which begins at `offset` of the file, with the patches that touch it. Chunks are as they come. */
export function patched(
  body: ReadableStream<Uint8Array>,
  offset: number,
  patches: readonly Patch[],
): ReadableStream<Uint8Array> {
  let position = offset
  let next = 0
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const end = position + chunk.byteLength
        let out = chunk
        // Patches are sorted; one that reaches over the end is looked at again with the next chunk.
        for (let index = next; index < patches.length; index++) {
          const patch = patches[index]
          if (!patch || patch[0] >= end) break
          if (patch[0] + patch[1] <= end) next = index + 1
          if (patch[0] + patch[1] <= position) continue
          if (out === chunk) out = chunk.slice()
          overwrite(out, position, patch)
        }
        position = end
        controller.enqueue(out)
      },
    }),
  )
}

/** Puts what of the patch falls into `bytes`, which begin at `start` of the file. */
function overwrite(bytes: Uint8Array, start: number, patch: Patch): void {
  const [offset, length] = patch
  const from = Math.max(offset - start, 0)
  const to = Math.min(offset + length - start, bytes.length)
  bytes.fill(0, from, to)
  const at = start + from - offset
  bytes.set(patchBytes(patch).subarray(at, at + to - from), from)
}
