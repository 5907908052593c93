/**
 * Whether a PNG's image data are all there: they are unpacked and counted, and kept nowhere. A cut picture whose chunks
 * were closed again has right checksums, and would fail in a run that is paid for.
 */
import { pipeline } from 'node:stream/promises'
import { createInflate } from 'node:zlib'
import { corrupt, type Flaw } from '../flaw.ts'
import type { Window } from '../window.ts'
import type { PngHeader, PngPicture } from './png.ts'

/** Samples a pixel of each colour type. PNG, third edition, table 12. */
const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
/** Where each of Adam7's passes begins and how far its pixels are apart: x, y, across, down. Section 8.1. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const
const WHOLE = [[0, 0, 1, 1]] as const
/** Bytes that are unpacked at a time, so that a bomb takes no more memory than a photo. Ours. */
const UNPACKED_BYTES = 256 * 1024

const CUT = corrupt('This PNG is incomplete: it has fewer pixels than it says.')

/** What is wrong with the image data; null where they have a byte for every pixel. Stops as soon as they have. */
export async function pixelsMissing(file: Window, { header, data }: PngPicture): Promise<Flaw | null> {
  const wanted = unpackedBytes(header)
  let unpacked = 0
  try {
    await pipeline(
      async function* packed() {
        for (const { offset, length } of data) yield* file.pieces(offset, length)
      },
      createInflate({ chunkSize: UNPACKED_BYTES }),
      async (output) => {
        for await (const bytes of output) {
          unpacked += bytes.length
          if (unpacked >= wanted) return
        }
      },
    )
  } catch (error) {
    // To stop early counts as an abort. What is no fault of zlib's is one of the store's, and no word about the file.
    const code = (error as { code?: unknown }).code
    if (unpacked < wanted && !String(code).startsWith('Z_')) throw error
  }
  return unpacked < wanted ? CUT : null
}

/** Rows of every pass, each behind a byte that names its filter. */
function unpackedBytes({ width, height, bits, colours, interlaced }: PngHeader): number {
  let bytes = 0
  for (const [x, y, across, down] of interlaced ? PASSES : WHOLE) {
    const [columns, rows] = [Math.ceil((width - x) / across), Math.ceil((height - y) / down)]
    if (columns > 0 && rows > 0) bytes += rows * (1 + Math.ceil((columns * bits * (SAMPLES[colours] ?? 0)) / 8))
  }
  return bytes
}
