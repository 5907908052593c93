/**
 * Checks that a PNG has a byte for every pixel, by unpacking and counting its image data. A PNG that was cut and closed
 * again has correct checksums, and would fail only in a paid run.
 */
import { pipeline } from 'node:stream/promises'
import { createInflate } from 'node:zlib'
import { corrupt, type MediaError } from '../media-error.ts'
import type { Window } from '../window.ts'
import type { PngHeader, PngPicture } from './png.ts'

/** Samples per pixel, by colour type. PNG, third edition, table 12. */
const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
/** Adam7's passes: the first pixel (x, y), then the distance between pixels across and down. Section 8.1. */
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
/** Bytes unpacked at a time, so that a zip bomb takes no more memory than a photo. Ours. */
const UNPACKED_BYTES = 256 * 1024

const CUT = corrupt('This PNG is incomplete: it has fewer pixels than it says.')

/**
 * What is wrong with the image data; null where no pixel is missing. Stops unpacking after the last pixel. Throws when
 * the store fails.
 */
export async function pixelsMissing(file: Window, { header, data }: PngPicture): Promise<MediaError | null> {
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
    // Stopping early counts as an abort. Errors other than zlib's come from the store and say nothing about the file.
    const code = (error as { code?: unknown }).code
    if (unpacked < wanted && !String(code).startsWith('Z_')) throw error
  }
  return unpacked < wanted ? CUT : null
}

/** Bytes of all rows of all passes; one filter byte precedes each row. */
function unpackedBytes({ width, height, bits, colours, interlaced }: PngHeader): number {
  let bytes = 0
  for (const [x, y, across, down] of interlaced ? PASSES : WHOLE) {
    const [columns, rows] = [Math.ceil((width - x) / across), Math.ceil((height - y) / down)]
    if (columns > 0 && rows > 0) bytes += rows * (1 + Math.ceil((columns * bits * (SAMPLES[colours] ?? 0)) / 8))
  }
  return bytes
}
