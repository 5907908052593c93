/** Clips whose boxes are surrounded, unknown, unclosed or out of place. */
import { base } from './bases.ts'
import { type Bytes, concat, splice, u16, u32, withBytes, zeros } from './bytes.ts'
import { bodyOf, box, boxAt, edited, inside, numbers, type Path, positionOf, replaced, table } from './clip-file.ts'
import { type Line, members, SECRET } from './member.ts'

const clip = () => base('clip.mp4')
const tail =
  (...parts: (Uint8Array | string)[]) =>
  () =>
    concat(clip(), ...parts)
/** Puts bytes before the index and behind all samples, so that no sample moves. */
const beforeIndex =
  (...parts: (Uint8Array | string)[]) =>
  () =>
    replaced(clip(), 'moov', (whole) => concat(...parts, whole))
const OFFSETS: Path = 'moov/trak/mdia/minf/stbl/stco'
const PAGE = '<!doctype html><script>alert(1)</script>'

/** The samples moved by so many bytes. */
const moved = (file: Bytes, by: number) =>
  edited(file, OFFSETS, (body) => table(numbers(body, 4)[0] ?? 0, ...numbers(body, 8).map((offset) => offset + by)))

/** The index first, as for streaming, and the samples last. */
function indexFirst(): Bytes {
  const index = boxAt(clip(), 'moov')
  return concat(boxAt(clip(), 'ftyp'), boxAt(moved(clip(), index.length - 8), 'moov'), boxAt(clip(), 'mdat'))
}

/** The clip without the empty `free`, under one 64-bit header for the samples. */
function longSize(): Bytes {
  const at = positionOf(clip(), 'mdat') - 8
  const size = bodyOf(clip(), 'mdat').length + 16
  return withBytes(clip(), at, concat(u32(1), 'mdat', u32(0), u32(size)))
}

/** The samples in two boxes. */
function twoDatas(): Bytes {
  const body = bodyOf(clip(), 'mdat')
  const half = numbers(bodyOf(clip(), 'moov/trak/mdia/minf/stbl/stsz'), 12)
    .slice(0, 10)
    .reduce((sum, size) => sum + size, 0)
  const start = positionOf(clip(), 'mdat') + 8
  const split = replaced(clip(), 'mdat', () =>
    concat(box('mdat', body.subarray(0, half)), box('mdat', body.subarray(half))),
  )
  const chunks = edited(split, OFFSETS, () => table(2, start, start + half + 8))
  return edited(chunks, 'moov/trak/mdia/minf/stbl/stsc', () => table(1, 1, 10, 1))
}

const sizeOf = (file: Bytes, type: string, size: number) => withBytes(file, positionOf(file, type), u32(size))

// biome-ignore format: a line each
const LINES: Line[] = [
  ['tail-text.mp4', 'A text follows the last box, as a camera’s trailer.', tail(SECRET), { secret: true }],
  ['tail-3-bytes.mp4', 'Three bytes follow the last box.', tail('abc')],
  ['tail-zeros.mp4', 'Zeros follow the last box.', tail(zeros(3000))],
  ['tail-zeros-text.mp4', 'Zeros and a text follow the last box.', tail(zeros(64), SECRET), { secret: true }],
  ['tail-ones.mp4', 'Bytes of 255 follow the last box.', tail(zeros(500).fill(0xff))],
  ['tail-zip.mp4', 'An archive follows the last box.', tail('PK\x03\x04\x0a', zeros(21), u16(8), u16(0), 'name.txt', SECRET), { secret: true }],
  ['tail-page.mp4', 'A page follows the last box.', tail(PAGE, SECRET), { secret: true }],
  ['tail-photo.mp4', 'A photo follows the last box.', tail(base('photo.jpg'))],
  ['tail-box-past-the-end.mp4', 'A last, unknown box says to go on behind the end.', tail(u32(9000), 'abcd', SECRET), { secret: true }],
  ['tail-free-past-the-end.mp4', 'A last, free box says to go on behind the end.', tail(u32(9000), 'free', zeros(20))],
  ['tail-box-of-size-3.mp4', 'A last box is smaller than its head.', tail(u32(3), 'abcd', SECRET), { secret: true }],
  ['tail-free-to-the-end.mp4', 'A last, free box goes to the end.', tail(u32(0), 'free', SECRET), { secret: true }],
  ['tail-clip.mp4', 'A whole second clip follows.', tail(base('second-small.mp4')), { readings: () => [clip(), base('second-small.mp4')] }],
  ['free-with-text.mp4', 'A free box holds a text.', beforeIndex(box('free', SECRET)), { secret: true }],
  ['skip-with-text.mp4', 'A box to be skipped holds a text.', beforeIndex(box('skip', SECRET)), { secret: true }],
  ['unknown-box.mp4', 'An unknown box holds a text.', beforeIndex(box('abcd', SECRET)), { secret: true }],
  ['unknown-box-zeros.mp4', 'The name of a box is four zeros.', beforeIndex(box('\0\0\0\0', SECRET)), { secret: true }],
  ['unknown-box-signs.mp4', 'The name of a box is no letters.', beforeIndex(box('\xa9\x01 \xff', 'signs'))],
  ['uuid-box.mp4', 'A box of a maker’s own holds a text.', beforeIndex(box('uuid', zeros(16).fill(0x77), SECRET)), { secret: true }],
  ['uuid-box-short.mp4', 'A box of a maker’s own has no room for its name.', beforeIndex(box('uuid', 'four'))],
  ['unknown-box-64-bit.mp4', 'An unknown box has a size of 64 bits.', beforeIndex(u32(1), 'abcd', u32(0), u32(24), 'eight...')],
  ['free-to-the-end-in-the-middle.mp4', 'A free box before the index goes to the end.', beforeIndex(u32(0), 'free', zeros(8))],
  ['free-to-the-end-before-samples.mp4', 'The free box before the samples goes to the end.', () => sizeOf(clip(), 'free', 0)],
  ['boxes-3000-free.mp4', 'There are 3,000 empty free boxes.', beforeIndex(...Array.from({ length: 3000 }, () => box('free')))],
  ['data-to-the-end.mp4', 'The samples come last, in a box that goes to the end.', () => sizeOf(indexFirst(), 'mdat', 0)],
  ['data-past-the-end.mp4', 'The samples come last, in a box that says more than there is.', () => sizeOf(indexFirst(), 'mdat', bodyOf(clip(), 'mdat').length + 208)],
  ['data-64-bit.mp4', 'The box of samples has a size of 64 bits.', longSize],
  ['data-in-two.mp4', 'The samples stand in two boxes.', twoDatas],
  ['data-empty-too.mp4', 'A second box of samples is empty.', beforeIndex(box('mdat'))],
  ['data-with-more.mp4', 'The box of samples holds a text that no track names.', () => replaced(clip(), 'mdat', (_, body) => box('mdat', body, SECRET)), { secret: true }],
  ['data-too-small.mp4', 'The box of samples ends before its samples, and a free one covers the rest.', () => { const at = positionOf(clip(), 'mdat'); const size = bodyOf(clip(), 'mdat').length + 8; return withBytes(withBytes(clip(), at, u32(size - 308)), at + size - 308, concat(u32(308), 'free')) }],
  ['data-called-free.mp4', 'The samples stand in a box that is called free.', () => withBytes(clip(), positionOf(clip(), 'mdat') + 4, 'free')],
  ['type-missing.mp4', 'The box that names the type is missing.', () => moved(replaced(clip(), 'ftyp', () => ''), -32)],
  ['type-twice.mp4', 'The box that names the type stands twice.', beforeIndex(box('ftyp', 'qt  ', u32(0)))],
  ['type-unknown.mp4', 'The type is one that nobody knows.', () => edited(clip(), 'ftyp', (body) => withBytes(body, 0, 'XXXX'))],
  ['type-zeros.mp4', 'The type is zeros.', () => edited(clip(), 'ftyp', (body) => withBytes(body, 0, zeros(4)))],
  ['type-without-others.mp4', 'No other types are named.', () => moved(edited(clip(), 'ftyp', (body) => body.subarray(0, 8)), -16)],
  ['type-of-pictures.mp4', 'The type is that of a HEIC picture.', () => edited(clip(), 'ftyp', (body) => withBytes(body, 0, 'heic'))],
  ['type-in-the-index.mp4', 'An unknown box stands before the type.', () => moved(concat(box('free', 'before'), clip()), 14)],
  ['index-first.mp4', 'The index comes first.', indexFirst],
  ['index-64-bit.mp4', 'The index has a size of 64 bits.', () => replaced(clip(), 'moov', (whole, body) => concat(u32(1), 'moov', u32(0), u32(whole.length + 8), body))],
  ['index-to-the-end.mp4', 'The index goes to the end.', () => sizeOf(clip(), 'moov', 0)],
  ['index-with-unknown.mp4', 'An unknown box stands in the index.', () => inside(clip(), 'moov', box('abcd', SECRET)), { secret: true }],
  ['index-ends-in-zeros.mp4', 'The index ends in four zeros.', () => inside(clip(), 'moov', zeros(4))],
  ['index-ends-in-text.mp4', 'The index ends in five letters, too few for a box.', () => inside(clip(), 'moov', 'hello')],
  ['track-ends-in-zeros.mp4', 'The track ends in four zeros.', () => inside(clip(), 'moov/trak', zeros(4))],
  ['tables-end-in-text.mp4', 'The tables end in five letters.', () => inside(clip(), 'moov/trak/mdia/minf/stbl', 'hello')],
  ['user-data-broken.mp4', 'The maker’s data in the index are no boxes.', () => edited(clip(), 'moov/udta', () => concat(u32(0x6e6f_6e65), 'nonsense', SECRET)), { secret: true }],
  ['user-data-to-the-end.mp4', 'A box in the index says to go to its end.', () => inside(clip(), 'moov', concat(u32(0), 'udta', zeros(12)))],
  ['child-past-the-end.mp4', 'A box in the index says to go on behind the index.', () => inside(clip(), 'moov', concat(u32(5000), 'abcd', zeros(12)))],
  ['index-missing.mp4', 'There is no index.', () => replaced(clip(), 'moov', () => '')],
  ['index-without-tracks.mp4', 'The index has no tracks.', () => replaced(clip(), 'moov/trak', () => '')],
  ['data-missing.mp4', 'There are no samples.', () => replaced(clip(), 'mdat', (whole) => box('free', zeros(whole.length - 8)))],
  ['cut-index.mp4', 'The end of the index is missing.', () => clip().slice(0, -200)],
  ['cut-data.mp4', 'The index comes first, and the last samples are missing.', () => indexFirst().slice(0, -400)],
  ['cut-one-byte.mp4', 'The index comes first, and the last byte of the samples is missing.', () => indexFirst().slice(0, -1)],
  ['cut-data-closed.mp4', 'The last samples are missing, and the box is closed again.', () => replaced(indexFirst(), 'mdat', (_, body) => box('mdat', body.subarray(0, -400)))],
  ['data-zeroed.mp4', 'The second half of the samples is zeros.', () => edited(clip(), 'mdat', (body) => withBytes(body, body.length / 2, zeros(body.length / 2)))],
  ['wide-before-data.mp4', 'QuickTime’s spare head stands before the samples.', () => withBytes(clip(), positionOf(clip(), 'free') + 4, 'wide')],
  ['coding-protected.mp4', 'The description says to be protected against copying.', () => edited(clip(), 'moov/trak/mdia/minf/stbl/stsd', (body) => withBytes(body, 12, 'encv'))],
  ['coding-unknown.mp4', 'The description names a coding that nobody knows.', () => edited(clip(), 'moov/trak/mdia/minf/stbl/stsd', (body) => withBytes(body, 12, 'abcd'))],
  ['description-extensions.mp4', 'An unknown box stands in the description.', () => edited(clip(), 'moov/trak/mdia/minf/stbl/stsd', (body) => splice(withBytes(body, 8, u32(body.length - 8 + 16)), body.length, 0, box('abcd', 'unknown!')))],
]

export const BOX_CLIPS = members('clip.mp4', LINES)
