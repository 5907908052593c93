/** PNGs whose chunks are bent, out of order, or surrounded. */
import { base } from './bases.ts'
import { type Bytes, concat, splice, u16, u32, withBytes, zeros } from './bytes.ts'
import { members, SECRET } from './member.ts'
import {
  badChunk,
  before,
  changed,
  chunk,
  chunksOf,
  header,
  PALETTE,
  png,
  rows,
  SIDE,
  SIGNATURE,
  stored,
} from './png-file.ts'

const rgb = () => base('rgb.png')
const palette = () => base('palette.png')
const grey = () => base('grey.png')
const rgba = () => base('rgba.png')
const put = (file: () => Bytes, type: string, bytes: Uint8Array | string) => () => before(file(), type, bytes)
/** The file with a chunk between its header and its pixels. */
const withChunk = (type: string, data: Uint8Array | string = '') => put(rgb, 'IDAT', chunk(type, data))
const withBad = (type: string, data: Uint8Array | string = '') => put(rgb, 'IDAT', badChunk(type, data))
const behind = (bytes: Uint8Array | string) => () => concat(rgb(), bytes)
const EXIF_TURNED = concat('MM\0*', u32(8), u16(1), u16(0x0112), u16(3), u32(1), u16(6), u16(0), u32(0))
const PAGE = '<!doctype html><script>alert(1)</script>'

/** The image data in pieces, with `between` before the second one. */
const inPieces =
  (length: number, between: Uint8Array | string = '') =>
  () =>
    changed(rgb(), 'IDAT', (data) => {
      const pieces: Bytes[] = []
      for (let at = 0; at < data.length; at += length) pieces.push(chunk('IDAT', data.subarray(at, at + length)))
      return concat(...pieces.slice(0, 1), between, ...pieces.slice(1))
    })

/** The file with its pixels packed as they are here. */
const withData = (data: Bytes) => () => png({ colours: 2, data })

// biome-ignore format: a line each
export const PNGS = [
  ...members('rgb.png', [
    ['itxt-bad-crc.png', 'A text in UTF-8 has a wrong checksum.', withBad('iTXt', concat('Comment\0\0\0\0\0', SECRET)), { secret: true }],
    ['text-bad-crc.png', 'A text has a wrong checksum.', withBad('tEXt', 'Comment\0hello')],
    ['ztxt-bad-crc.png', 'A packed text has a wrong checksum.', withBad('zTXt', concat('Comment\0\0', stored(SECRET)))],
    ['time-bad-crc.png', 'The time has a wrong checksum.', withBad('tIME', Uint8Array.of(7, 234, 5, 4, 3, 2, 1))],
    ['phys-bad-crc.png', 'The resolution has a wrong checksum.', withBad('pHYs', concat(u32(2835), u32(2835), Uint8Array.of(1)))],
    ['background-bad-crc.png', 'The background has a wrong checksum.', withBad('bKGD', zeros(6))],
    ['unknown-bad-crc.png', 'An unknown chunk has a wrong checksum.', withBad('abCd', 'unknown')],
    ['text-bad-crc-behind-data.png', 'A text behind the image data has a wrong checksum.', put(rgb, 'IEND', badChunk('tEXt', concat('Comment\0', SECRET))), { secret: true }],
    ['profile-bad-crc.png', 'A nonsensical colour profile has a wrong checksum too.', withBad('iCCP', concat('p\0\0', stored(zeros(200))))],
    ['header-bad-crc.png', 'The header has a wrong checksum.', () => changed(rgb(), 'IHDR', (data) => badChunk('IHDR', data))],
    ['data-bad-crc.png', 'The image data have a wrong checksum.', () => changed(rgb(), 'IDAT', (data) => badChunk('IDAT', data))],
    ['end-bad-crc.png', 'The end has a wrong checksum.', () => changed(rgb(), 'IEND', () => badChunk('IEND'))],
    ['data-changed.png', 'A byte of the image data is another one, so the checksums are wrong.', () => withBytes(rgb(), 9000, Uint8Array.of(0xaa))],
    ['unknown-ancillary.png', 'An unknown ancillary chunk holds a text.', withChunk('abCd', SECRET), { secret: true }],
    ['unknown-critical.png', 'An unknown critical chunk stands before the image data.', withChunk('ABCD', 'critical')],
    ['unknown-critical-behind.png', 'An unknown critical chunk stands behind the image data.', put(rgb, 'IEND', chunk('ABCD', 'critical'))],
    ['type-with-digit.png', 'The name of a chunk has a digit.', withChunk('te1t', 'digit')],
    ['type-zeros.png', 'The name of a chunk is four zeros.', withChunk('\0\0\0\0', 'zeros')],
    ['text-empty.png', 'A text is empty.', withChunk('tEXt')],
    ['texts-1500.png', 'There are 1,500 texts.', put(rgb, 'IDAT', concat(...Array.from({ length: 1500 }, () => chunk('tEXt', 'a\0b'))))],
    ['length-over-2-31.png', 'A chunk says to be longer than chunks may be.', put(rgb, 'IDAT', concat(u32(0xffff_fff0), 'tEXt', 'hello', u32(0)))],
    ['gamma-twice.png', 'Gamma is told twice, the same each time.', put(rgb, 'IDAT', concat(chunk('gAMA', u32(45_455)), chunk('gAMA', u32(45_455))))],
    ['gamma-zero.png', 'Gamma is zero.', withChunk('gAMA', u32(0))],
    ['gamma-behind-data.png', 'Gamma stands behind the image data.', put(rgb, 'IEND', chunk('gAMA', u32(20_000)))],
    ['phys-behind-data.png', 'The resolution stands behind the image data.', put(rgb, 'IEND', chunk('pHYs', concat(u32(1), u32(1), zeros(1))))],
    ['chromaticities-zero.png', 'All chromaticities are zero.', withChunk('cHRM', zeros(32))],
    ['significant-bits-wrong.png', 'More bits are called significant than there are.', withChunk('sBIT', Uint8Array.of(9, 20, 0))],
    ['background-short.png', 'The background has two of its six bytes.', withChunk('bKGD', zeros(2))],
    ['time-nonsense.png', 'The time is in month 20.', withChunk('tIME', Uint8Array.of(7, 234, 20, 40, 30, 70, 80))],
    ['profile-nonsense.png', 'The colour profile is nonsense.', withChunk('iCCP', concat('profile\0\0', stored(zeros(200).fill(0x5a))))],
    ['profile-not-packed.png', 'The colour profile is not packed.', withChunk('iCCP', concat('profile\0\0', zeros(200).fill(0x5a)))],
    ['profile-without-name.png', 'The colour profile has no name.', withChunk('iCCP', concat('\0\0', stored(zeros(200))))],
    ['palette-in-rgb.png', 'A picture of all colours suggests a palette.', withChunk('PLTE', PALETTE)],
    ['palette-of-50-bytes.png', 'A suggested palette has 50 bytes, which are no whole colours.', withChunk('PLTE', zeros(50))],
    ['transparency-too-long.png', 'The transparent colour has ten bytes in place of six.', withChunk('tRNS', zeros(10).fill(0x77))],
    ['transparency-empty.png', 'The transparent colour is empty.', withChunk('tRNS')],
    ['transparency-behind-data.png', 'A transparent colour stands behind the image data.', put(rgb, 'IEND', chunk('tRNS', Uint8Array.of(0, 0, 0, 0, 0, 0)))],
    ['data-in-pieces.png', 'The image data stand in pieces of 700 bytes.', inPieces(700)],
    ['data-in-bytes.png', 'The first 40 bytes of the image data stand in a chunk each.', () => changed(rgb(), 'IDAT', (data) => concat(...Array.from(data.subarray(0, 40), (byte) => chunk('IDAT', Uint8Array.of(byte))), chunk('IDAT', data.subarray(40))))],
    ['data-empty-first.png', 'An empty chunk of image data stands before the others.', put(rgb, 'IDAT', chunk('IDAT'))],
    ['data-interrupted.png', 'A text stands between two chunks of image data.', inPieces(90_000, chunk('tEXt', 'a\0b'))],
    ['data-and-more.png', 'Bytes follow the packed pixels inside their chunk.', () => changed(rgb(), 'IDAT', (data) => chunk('IDAT', concat(data, SECRET))), { secret: true }],
    ['data-of-more-rows.png', 'There are more rows than the header says.', withData(stored(rows(2, SIDE + 20)))],
    ['data-of-fewer-rows.png', 'There are fewer rows than the header says.', withData(stored(rows(2, SIDE - 20)))],
    ['data-bad-adler.png', 'The checksum of the packed pixels is wrong.', () => changed(rgb(), 'IDAT', (data) => chunk('IDAT', withBytes(data, data.length - 4, u32(1))))],
    ['data-without-adler.png', 'The checksum of the packed pixels is missing.', () => changed(rgb(), 'IDAT', (data) => chunk('IDAT', data.subarray(0, -4)))],
    ['data-window-1k.png', 'The packed pixels announce the smallest window.', () => changed(rgb(), 'IDAT', (data) => chunk('IDAT', withBytes(data, 0, Uint8Array.of(0x28, 0x15))))],
    ['data-bad-zlib-header.png', 'The packed pixels begin with a wrong check.', () => changed(rgb(), 'IDAT', (data) => chunk('IDAT', withBytes(data, 1, Uint8Array.of(0x02))))],
    ['data-bad-filter.png', 'A row names a filter that does not exist.', withData(stored(withBytes(rows(2), 100 * (1 + 3 * SIDE), Uint8Array.of(9))))],
    ['no-data.png', 'There are no image data.', () => changed(rgb(), 'IDAT', () => '')],
    ['end-missing.png', 'The end is missing.', () => changed(rgb(), 'IEND', () => '')],
    ['end-with-data.png', 'The end holds a text.', () => changed(rgb(), 'IEND', () => chunk('IEND', SECRET)), { secret: true }],
    ['end-cut.png', 'The end lacks its checksum.', () => rgb().slice(0, -4)],
    ['cut-half.png', 'The second half is missing.', () => rgb().slice(0, 80_000)],
    ['cut-half-closed.png', 'The second half is missing, and the chunks are closed again.', () => changed(rgb(), 'IDAT', (data) => chunk('IDAT', data.subarray(0, 80_000)))],
    ['tail-text.png', 'A text follows the end.', behind(SECRET), { secret: true }],
    ['tail-png.png', 'A second picture follows the end.', () => concat(rgb(), grey())],
    ['tail-zip.png', 'An archive follows the end.', behind(concat('PK\x03\x04\x0a', zeros(21), u16(8), u16(0), 'name.txt', SECRET)), { secret: true }],
    ['tail-chunks.png', 'More chunks follow the end.', behind(concat(chunk('tEXt', concat('a\0', SECRET)), chunk('IEND'))), { secret: true }],
    ['page-in-text.png', 'A text holds a page.', withChunk('tEXt', concat('a\0', PAGE, SECRET)), { secret: true }],
    ['header-twice.png', 'The header stands twice, with different sizes.', put(rgb, 'IDAT', header(SIDE, 2 * SIDE, 8, 2))],
    ['header-not-first.png', 'A text stands before the header.', put(rgb, 'IHDR', chunk('tEXt', 'a\0b'))],
    ['header-15-bytes.png', 'The header has two bytes more.', () => changed(rgb(), 'IHDR', (data) => chunk('IHDR', concat(data, zeros(2))))],
    ['header-interlace-7.png', 'The header names an interlacing that does not exist.', () => changed(rgb(), 'IHDR', (data) => chunk('IHDR', withBytes(data, 12, Uint8Array.of(7))))],
    ['header-bomb.png', 'The header says to have 100,000 × 100,000 pixels.', () => changed(rgb(), 'IHDR', () => header(100_000, 100_000, 8, 2))],
    ['signature-line-ends.png', 'The signature has lost its carriage return, as in a transfer as text.', () => splice(rgb(), 4, 1)],
    ['apple.png', 'Apple’s own kind of PNG.', put(rgb, 'IHDR', chunk('CgBI', zeros(4)))],
    ['animation-behind-data.png', 'An animation is announced behind the image data, where nobody heeds it.', put(rgb, 'IEND', chunk('acTL', concat(u32(2), u32(0))))],
    ['animation-of-no-frames.png', 'An animation of no frames is announced.', withChunk('acTL', zeros(8))],
    ['frame-data-without-animation.png', 'Frames follow without an announcement.', put(rgb, 'IEND', chunk('fdAT', concat(u32(1), SECRET))), { secret: true }],
  ]),
  ...members('palette.png', [
    ['palette-bad-crc.png', 'The palette has a wrong checksum.', () => changed(palette(), 'PLTE', (data) => badChunk('PLTE', data))],
    ['palette-missing.png', 'The palette is missing.', () => changed(palette(), 'PLTE', () => '')],
    ['palette-of-10.png', 'The palette has fewer colours than the pixels name.', () => changed(palette(), 'PLTE', (data) => chunk('PLTE', data.subarray(0, 30)))],
    ['palette-twice.png', 'The palette stands twice, with different colours.', put(palette, 'IDAT', chunk('PLTE', PALETTE.slice().reverse()))],
    ['palette-behind-data.png', 'The palette stands behind the image data.', () => { const [ihdr, plte, idat, iend] = chunksOf(palette()).map(({ bytes }) => bytes); return concat(SIGNATURE, ihdr ?? '', idat ?? '', plte ?? '', iend ?? '') }],
    ['transparency-before-palette.png', 'The transparencies stand before the palette.', put(palette, 'PLTE', chunk('tRNS', zeros(16).fill(0xff)))],
    ['transparency-of-300.png', 'There are more transparencies than colours.', put(palette, 'IDAT', chunk('tRNS', zeros(300).fill(0xff)))],
    ['transparency-bad-crc.png', 'The transparencies have a wrong checksum.', put(palette, 'IDAT', badChunk('tRNS', zeros(4)))],
  ]),
  ...members('grey.png', [
    ['palette-in-grey.png', 'A grey picture has a palette.', put(grey, 'IDAT', chunk('PLTE', PALETTE))],
  ]),
  ...members('rgba.png', [
    ['transparency-in-rgba.png', 'A picture with an alpha channel names a transparent colour too.', put(rgba, 'IDAT', chunk('tRNS', zeros(6)))],
    ['exif-nonsense.png', 'EXIF is nonsense.', put(rgba, 'IDAT', chunk('eXIf', zeros(30).fill(0x5a)))],
    ['exif-bad-crc.png', 'EXIF that turns the picture has a wrong checksum.', put(rgba, 'IDAT', badChunk('eXIf', EXIF_TURNED))],
  ]),
  ...members('interlaced.png', [
    ['interlaced-text-bad-crc.png', 'An interlaced picture has a text with a wrong checksum.', () => before(base('interlaced.png'), 'IDAT', badChunk('tEXt', 'a\0b'))],
  ]),
  ...members('animated.png', [
    ['animated.png', 'An animation.', () => base('animated.png')],
  ]),
]
