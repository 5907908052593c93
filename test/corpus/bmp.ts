/** BMPs whose size fields, offsets and headers are bent. */
import { base } from './bases.ts'
import { type BmpFields, bmp, runLengths } from './bmp-file.ts'
import { concat, u32le, withBytes, zeros } from './bytes.ts'
import { members, SECRET } from './member.ts'

const rgb = (fields: Partial<BmpFields>) => () => bmp({ bits: 24, ...fields })
const palette = (fields: Partial<BmpFields>) => () => bmp({ bits: 8, ...fields })
const runs = (fields: Partial<BmpFields>) => () => bmp({ bits: 8, biCompression: 1, pixels: runLengths(8), ...fields })
const BYTES = base('rgb.bmp').length
/** Version 5's rest, with a colour profile of this kind at this offset and of this length. */
const profile = (kind: number, offset: number, length: number) =>
  concat(zeros(16), u32le(kind), zeros(48), u32le(4), u32le(offset), u32le(length), u32le(0))
const [EMBEDDED, LINKED] = [0x4d424544, 0x4c494e4b]

// biome-ignore format: a line each
export const BMPS = [
  ...members('rgb.bmp', [
    ['file-size-4-more.bmp', 'The file says four bytes more than it has.', rgb({ bfSize: BYTES + 4 })],
    ['file-size-4-less.bmp', 'The file says four bytes fewer than it has.', rgb({ bfSize: BYTES - 4 })],
    ['file-size-zero.bmp', 'The file says to be empty.', rgb({ bfSize: 0 })],
    ['file-size-of-header.bmp', 'The file gives the size of its headers for its own.', rgb({ bfSize: 54 })],
    ['file-size-of-pixels.bmp', 'The file gives the size of its pixels for its own.', rgb({ bfSize: BYTES - 54 })],
    ['file-size-huge.bmp', 'The file says to have 4 GB.', rgb({ bfSize: 0xffff_ffff })],
    ['reserved-set.bmp', 'The reserved fields are not zero.', rgb({ bfReserved: 0x12345678 })],
    ['offset-zero.bmp', 'The pixels are said to begin at 0.', rgb({ bfOffBits: 0 })],
    ['offset-in-header.bmp', 'The pixels are said to begin inside the header.', rgb({ bfOffBits: 40 })],
    ['offset-past-the-end.bmp', 'The pixels are said to begin behind the end.', rgb({ bfOffBits: BYTES + 10 })],
    ['gap.bmp', 'A text stands between header and pixels.', rgb({ gap: SECRET }), { secret: true }],
    ['tail-text.bmp', 'A text follows the pixels.', rgb({ tail: SECRET }), { secret: true }],
    ['tail-2-zeros.bmp', 'Two zeros follow the pixels, as some programs write them.', rgb({ tail: zeros(2) })],
    ['planes-zero.bmp', 'There are no planes.', rgb({ biPlanes: 0 })],
    ['planes-three.bmp', 'There are three planes.', rgb({ biPlanes: 3 })],
    ['image-size-zero.bmp', 'The pixels have no stated size.', rgb({ biSizeImage: 0 })],
    ['image-size-wrong.bmp', 'The pixels say to have 77 bytes.', rgb({ biSizeImage: 77 })],
    ['image-size-huge.bmp', 'The pixels say to have 4 GB.', rgb({ biSizeImage: 0xffff_ffff })],
    ['resolution-zero.bmp', 'The resolution is zero.', rgb({ biPelsPerMeter: 0 })],
    ['resolution-negative.bmp', 'The resolution is negative.', rgb({ biPelsPerMeter: -72 })],
    ['colours-used-in-rgb.bmp', 'A picture without a palette says to use 256 colours, which stand behind its header.', rgb({ biClrUsed: 256, gap: zeros(1024) })],
    ['colours-used-absent.bmp', 'A picture without a palette says to use 256 colours, which are nowhere.', rgb({ biClrUsed: 256 })],
    ['colours-important-odd.bmp', 'More colours are important than there are.', rgb({ biClrImportant: 99_999 })],
    ['header-core.bmp', 'The header is OS/2’s first.', rgb({ size: 12 })],
    ['header-os2-16.bmp', 'The header is OS/2’s second in its shortest form.', rgb({ size: 16 })],
    ['header-os2-64.bmp', 'The header is OS/2’s second.', rgb({ size: 64 })],
    ['header-52.bmp', 'The header is Adobe’s with masks.', rgb({ size: 52 })],
    ['header-56.bmp', 'The header is Adobe’s with masks and alpha.', rgb({ size: 56 })],
    ['header-v4.bmp', 'The header is of version 4.', rgb({ size: 108 })],
    ['header-v5.bmp', 'The header is of version 5.', rgb({ size: 124 })],
    ['header-80.bmp', 'The header has a length that no version has.', rgb({ size: 80 })],
    ['profile-linked.bmp', 'The colour profile is a path on somebody’s disk.', rgb({ size: 124, rest: profile(LINKED, 124 + 240 * 720, SECRET.length), tail: SECRET }), { secret: true }],
    ['profile-past-the-end.bmp', 'The colour profile stands behind the end.', rgb({ size: 124, rest: profile(EMBEDDED, 900_000, 500) })],
    ['cut-last-padding.bmp', 'The last byte is missing.', () => base('rgb.bmp').slice(0, -1)],
    ['cut-last-row.bmp', 'The last row is missing.', () => base('rgb.bmp').slice(0, -720)],
    ['cut-half.bmp', 'The second half is missing.', () => base('rgb.bmp').slice(0, 80_000)],
    ['width-negative.bmp', 'The width is negative.', rgb({ biWidth: -240 })],
    ['height-least.bmp', 'The height is the smallest number there is.', rgb({ biHeight: -(2 ** 31) })],
    ['bomb.bmp', 'The header says to have 30,000 × 30,000 pixels.', rgb({ biWidth: 30_000, biHeight: 30_000 })],
    ['packed-as-jpeg.bmp', 'The pixels are packed as JPEG.', rgb({ biCompression: 4, pixels: base('photo.jpg'), biWidth: 256 })],
    ['compression-unknown.bmp', 'The packing does not exist.', rgb({ biCompression: 77 })],
    ['bits-7.bmp', 'There are seven bits a pixel.', () => withBytes(bmp({ bits: 24 }), 28, Uint8Array.of(7, 0))],
    ['array.bmp', 'An array of OS/2 pictures holds it.', () => concat('BA', u32le(14), u32le(0), u32le(0), bmp({ bits: 24 }))],
  ]),
  ...members('upright.bmp', [
    ['upright-file-size-4-more.bmp', 'The rows go from top to bottom, and the file says four bytes more than it has.', rgb({ biHeight: -240, bfSize: BYTES + 4 })],
  ]),
  ...members('palette.bmp', [
    ['colours-used-256.bmp', 'All 256 colours are said to be used.', palette({ biClrUsed: 256 })],
    ['colours-used-300.bmp', 'More colours are said to be used than there can be.', palette({ biClrUsed: 300 })],
    ['colours-used-16.bmp', 'Fewer colours are said to be used than the pixels name.', palette({ biClrUsed: 16 })],
    ['colours-used-huge.bmp', 'Four billion colours are said to be used.', palette({ biClrUsed: 0xffff_ffff })],
    ['offset-zero-palette.bmp', 'The pixels behind a palette are said to begin at 0.', palette({ bfOffBits: 0 })],
    ['offset-in-palette.bmp', 'The pixels are said to begin inside the palette.', palette({ bfOffBits: 14 + 40 + 512 })],
    ['header-core-palette.bmp', 'OS/2’s first header stands before a palette of three bytes a colour.', palette({ size: 12 })],
  ]),
  ...members('mono.bmp', [
    ['mono-image-size-zero.bmp', 'A picture of one bit has no stated size, and is 4 bytes too large.', () => bmp({ bits: 1, biSizeImage: 0, tail: zeros(4) })],
  ]),
  ...members('masks.bmp', [
    ['masks-in-header.bmp', 'The masks of the colours stand in a header of version 4.', () => bmp({ bits: 16, masks: true, size: 108 })],
    ['masks-file-size.bmp', 'A picture with masks says four bytes more than it has.', () => bmp({ bits: 16, masks: true, bfSize: 0x1_00_00 })],
  ]),
  ...members('padded.bmp', [
    ['fourth-bytes-set.bmp', 'The fourth byte of each pixel holds something, and the file says four bytes more than it has.', () => bmp({ bits: 32, bfSize: 230_458 })],
  ]),
  ...members('runs.bmp', [
    ['runs-image-size-zero.bmp', 'Run lengths have no stated size.', runs({ biSizeImage: 0 })],
    ['runs-image-size-more.bmp', 'Run lengths say 4 bytes more than there are.', runs({ biSizeImage: runLengths(8).length + 4 })],
    ['runs-without-end.bmp', 'Run lengths lack the sign of their end.', runs({ pixels: runLengths(8, 240, false) })],
    ['runs-half.bmp', 'Run lengths end in the middle of the picture.', runs({ pixels: runLengths(8, 120, false) })],
  ]),
]
