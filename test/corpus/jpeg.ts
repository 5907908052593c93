/** JPEGs whose markers, lengths and surroundings are bent. */
import { base } from './bases.ts'
import { type Bytes, concat, u16, u32, withBytes, zeros } from './bytes.ts'
import {
  APP1,
  before,
  COM,
  changed,
  DHT,
  DQT,
  DRI,
  EOI,
  exif,
  jfif,
  SOF0,
  SOS,
  segment,
  segmentsOf,
} from './jpeg-file.ts'
import { members, SECRET } from './member.ts'

const photo = () => base('photo.jpg')
const restarts = () => base('restarts.jpg')
const stray = (marker: number, bytes: Uint8Array | string) => () => before(photo(), marker, bytes)
const behind = (bytes: Uint8Array | string) => () => concat(photo(), bytes)
const APP10 = 0xea
const PAGE = '<!doctype html><script>alert(1)</script>'
const ZIP = concat('PK\x03\x04\x0a', zeros(21), u16(8), u16(0), 'name.txt', SECRET)

/** The photo's data from its scan on, in which each restart marker has gone through `change`. */
function withRestarts(change: (number: number, index: number) => number[]): Bytes {
  return changed(restarts(), SOS, (bytes) => {
    const out: number[] = []
    let index = 0
    for (let at = 0; at < bytes.length; at++) {
      const next = bytes[at + 1] ?? 0
      if (bytes[at] === 0xff && next >= 0xd0 && next <= 0xd7) {
        out.push(...change(next - 0xd0, index++))
        at++
      } else out.push(bytes[at] ?? 0)
    }
    return Uint8Array.from(out)
  })
}

/** The JPEG with other bytes in its frame header, from `at` on, counted from the header's marker. */
const frameWith =
  (at: number, ...bytes: number[]) =>
  () =>
    changed(photo(), SOF0, (frame) => withBytes(frame, at, Uint8Array.from(bytes)))

/** Twice the segments of this marker. */
const doubled = (marker: number) => () => changed(photo(), marker, (bytes) => concat(bytes, bytes))

/** A thumbnail as cameras write it: a whole JPEG behind the first directory, which a second one names. */
function exifThumbnail(): Bytes {
  const entry = (tag: number, value: number) => concat(u16(tag), u16(4), u32(1), u32(value))
  const second = concat(u16(2), entry(0x0201, 56), entry(0x0202, photo().length), u32(0), photo())
  return segment(APP1, exif(1, 26, second))
}

// biome-ignore format: a line each
export const JPEGS = [
  ...members('photo.jpg', [
    ['stray-zero-before-tables.jpg', 'One zero stands before the quantization table.', stray(DQT, zeros(1))],
    ['stray-18-before-huffman.jpg', 'Eighteen bytes of text stand before the Huffman tables.', stray(DHT, 'eighteen of nobody')],
    ['stray-escape-before-frame.jpg', 'An escaped FF stands before the frame.', stray(SOF0, Uint8Array.of(0xff, 0))],
    ['stray-secret-before-scan.jpg', 'A text stands before the scan.', stray(SOS, SECRET), { secret: true }],
    ['stray-4000-before-scan.jpg', 'Four thousand bytes stand before the scan.', stray(SOS, zeros(4000).fill(0x41))],
    ['stray-before-eoi.jpg', 'Bytes stand between the scan and the end marker.', stray(EOI, concat(Uint8Array.of(0xff, 0xfe), u16(12), '0123456789', 'ab'))],
    ['restart-between-segments.jpg', 'A restart marker stands between two tables.', stray(DHT, Uint8Array.of(0xff, 0xd3))],
    ['tem-between-segments.jpg', 'The temporary marker of arithmetic coding stands between two tables.', stray(DHT, Uint8Array.of(0xff, 0x01))],
    ['fill-bytes.jpg', 'Fill bytes stand before three markers.', () => [DQT, DHT, SOS].reduce((file, marker) => before(file, marker, zeros(5).fill(0xff)), photo())],
    ['fill-3000.jpg', 'Three thousand fill bytes stand before the scan.', stray(SOS, zeros(3000).fill(0xff))],
    ['app-2-too-short.jpg', 'An application segment says two bytes fewer than it has.', stray(DQT, segment(APP10, 'application', 11))],
    ['app-30-too-short.jpg', 'An application segment says to have four of its thirty bytes.', stray(DQT, segment(APP10, zeros(30).fill(0x2e), 6))],
    ['app-too-long.jpg', 'An application segment reaches over the head of the comment behind it.', stray(DQT, concat(segment(APP10, 'app', 9), segment(COM, 'comment')))],
    ['app-over-tables.jpg', 'An application segment reaches over the quantization table.', stray(DQT, segment(APP10, 'app', 40))],
    ['app-past-the-end.jpg', 'An application segment says to go on behind the end of the file.', stray(DQT, segment(APP10, 'app', 60_000))],
    ['comment-length-0.jpg', 'A comment has a length of 0, which is less than its own two bytes.', stray(DQT, segment(COM, '', 0))],
    ['comment-length-1.jpg', 'A comment has a length of 1.', stray(DQT, segment(COM, '', 1))],
    ['comment-empty.jpg', 'A comment is empty.', stray(DQT, segment(COM, ''))],
    ['comments-2000.jpg', 'Two thousand comments stand before the tables.', stray(DQT, concat(...Array.from({ length: 2000 }, () => segment(COM, 'note')))), ],
    ['marker-jpg.jpg', 'A reserved marker (JPG) with a length stands before the frame.', stray(SOF0, segment(0xc8, 'reserved'))],
    ['marker-jpg0.jpg', 'A reserved marker (JPG0) with a length stands before the frame.', stray(SOF0, segment(0xf0, 'reserved'))],
    ['marker-res.jpg', 'A reserved marker (RES) stands before the tables.', stray(DQT, Uint8Array.of(0xff, 0x42))],
    ['marker-dac.jpg', 'Conditions of arithmetic coding stand in a picture that is not coded so.', stray(SOS, segment(0xcc, Uint8Array.of(0, 16)))],
    ['dri-zero.jpg', 'A restart interval of zero is defined.', stray(SOS, segment(DRI, u16(0)))],
    ['dri-without-restarts.jpg', 'A restart interval is defined, but no restart marker follows.', stray(SOS, segment(DRI, u16(16)))],
    ['no-eoi.jpg', 'The end marker is missing.', () => photo().slice(0, -2)],
    ['half-eoi.jpg', 'The end marker’s second byte is missing.', () => photo().slice(0, -1)],
    ['eoi-twice.jpg', 'The end marker stands twice.', behind(Uint8Array.of(0xff, EOI))],
    ['tail-zeros.jpg', 'Zeros follow the end marker.', behind(zeros(700))],
    ['tail-text.jpg', 'A text follows the end marker.', behind(SECRET), { secret: true }],
    ['tail-photo.jpg', 'A second photo follows the end marker.', () => concat(photo(), base('restarts.jpg'))],
    ['tail-zip.jpg', 'An archive follows the end marker.', behind(ZIP), { secret: true }],
    ['tail-page.jpg', 'A page follows the end marker.', behind(concat(PAGE, SECRET)), { secret: true }],
    ['page-in-comment.jpg', 'A comment holds a page.', stray(DQT, segment(COM, concat(PAGE, SECRET))), { secret: true }],
    ['soi-twice.jpg', 'The start marker stands twice.', () => concat(Uint8Array.of(0xff, 0xd8), photo())],
    ['soi-between-segments.jpg', 'A start marker stands between two tables.', stray(DHT, Uint8Array.of(0xff, 0xd8))],
    ['eoi-between-segments.jpg', 'An end marker stands between two tables.', stray(DHT, Uint8Array.of(0xff, EOI))],
    ['newline-before-soi.jpg', 'A line feed stands before the start marker, as careless scripts print it.', () => concat('\n', photo())],
    ['exif-thumbnail.jpg', 'EXIF holds a thumbnail, a whole JPEG.', () => before(photo(), DQT, exifThumbnail())],
    ['jfif-thumbnail.jpg', 'The JFIF header has a thumbnail of 8 × 8 pixels.', () => changed(photo(), 0xe0, () => jfif(8, 8))],
    ['jfif-thumbnail-missing.jpg', 'The JFIF header announces a thumbnail that is not there.', () => changed(photo(), 0xe0, (bytes) => withBytes(bytes, 16, Uint8Array.of(90, 90)))],
    ['jfif-cut.jpg', 'The JFIF header ends in the middle of its density.', () => changed(photo(), 0xe0, () => segment(0xe0, 'JFIF\0\x01\x02\0'))],
    ['jfif-after-tables.jpg', 'The JFIF header stands behind the tables.', () => changed(changed(photo(), 0xe0, () => zeros(0)), DHT, (bytes) => concat(bytes, jfif(0, 0)))],
    ['jfxx-thumbnail.jpg', 'A JFXX segment holds a thumbnail as a JPEG.', stray(DQT, segment(0xe0, concat('JFXX\0\x10', photo())))],
    ['thumbnail-escapes.jpg', 'A segment with a thumbnail says too short a length, so that the thumbnail lies open.', stray(DQT, segment(APP10, concat('thumbnail', photo()), 11))],
    ['exif-offset-past-the-end.jpg', 'EXIF names a directory behind its end.', stray(DQT, segment(APP1, 'Exif\0\0MM\0*\0\0\x40\0'))],
    ['exif-9000-entries.jpg', 'EXIF’s directory says to have 9,000 entries.', stray(DQT, segment(APP1, concat('Exif\0\0MM\0*\0\0\0\x08', u16(9000), zeros(24))))],
    ['exif-orientation-9.jpg', 'EXIF has an orientation that does not exist.', stray(DQT, segment(APP1, exif(9)))],
    ['exif-empty.jpg', 'EXIF is empty.', stray(DQT, segment(APP1, 'Exif\0\0'))],
    ['icc-part-missing.jpg', 'The first of two parts of a colour profile is there, the second is not.', stray(DQT, segment(0xe2, concat('ICC_PROFILE\0\x01\x02', zeros(200))))],
    ['icc-nonsense.jpg', 'The colour profile is nonsense.', stray(DQT, segment(0xe2, concat('ICC_PROFILE\0\x01\x01', zeros(200).fill(0x5a))))],
    ['adobe-cut.jpg', 'The Adobe segment ends before its colour transform.', stray(DQT, segment(0xee, 'Adobe\0d'))],
    ['tables-twice.jpg', 'The quantization table is defined twice.', doubled(DQT)],
    ['huffman-twice.jpg', 'The Huffman tables are defined twice.', doubled(DHT)],
    ['table-unused.jpg', 'A quantization table is defined that no component names.', stray(DQT, segment(DQT, concat(Uint8Array.of(3), zeros(64).fill(1))))],
    ['frame-extended.jpg', 'The frame is called extended, and is as a baseline one.', frameWith(1, 0xc1)],
    ['scan-range-odd.jpg', 'The scan names a range that only progressive ones have.', () => changed(photo(), SOS, (bytes) => withBytes(bytes, 12, Uint8Array.of(0)))],
    ['cut-half.jpg', 'The second half is missing.', () => photo().slice(0, 1800)],
    ['cut-half-closed.jpg', 'The second half is missing, and an end marker closes the rest.', () => concat(photo().subarray(0, 1800), Uint8Array.of(0xff, EOI))],
    ['cut-tables.jpg', 'The file ends inside its tables.', () => photo().slice(0, 300)],
    ['no-scan.jpg', 'There is no scan.', () => changed(photo(), SOS, () => zeros(0))],
    ['no-frame.jpg', 'There is no frame.', () => changed(photo(), SOF0, () => zeros(0))],
    ['no-huffman.jpg', 'There are no Huffman tables.', () => changed(photo(), DHT, () => zeros(0))],
    ['frame-twice.jpg', 'There are two frames of different sizes.', () => changed(photo(), SOF0, (bytes) => concat(bytes, withBytes(bytes, 5, Uint8Array.of(1, 0, 1, 0))))],
    ['frame-arithmetic.jpg', 'The frame says to be coded arithmetically.', frameWith(1, 0xc9)],
    ['frame-lossless.jpg', 'The frame says to be lossless.', frameWith(1, 0xc3)],
    ['frame-12-bit.jpg', 'The frame says to have 12 bits a sample.', frameWith(4, 12)],
    ['frame-height-0.jpg', 'The height is 0, to be told by a marker behind the scan.', () => before(frameWith(5, 0, 0)(), EOI, segment(0xdc, u16(240)))],
    ['frame-bomb.jpg', 'The frame says to have 65,500 × 65,500 pixels.', frameWith(5, 0xff, 0xdc, 0xff, 0xdc)],
    ['frame-larger.jpg', 'The frame says to be a quarter higher than the scan is.', frameWith(5, 1, 44)],
  ]),
  ...members('turned.jpg', [
    ['turned-stray.jpg', 'A turned photo has stray bytes behind its EXIF.', () => before(base('turned.jpg'), DQT, 'stray')],
    ['turned-exif-twice.jpg', 'A second EXIF segment says that nothing is turned.', () => before(base('turned.jpg'), DQT, segment(APP1, exif(1)))],
  ]),
  ...members('restarts.jpg', [
    ['restarts-filled.jpg', 'Fill bytes stand before the restart markers.', () => withRestarts((number) => [0xff, 0xff, 0xff, 0xd0 + number])],
    ['restarts-misnumbered.jpg', 'One restart marker has the wrong number.', () => withRestarts((number, index) => [0xff, 0xd0 + (index === 6 ? (number + 1) % 8 : number)])],
    ['restarts-one-missing.jpg', 'One restart marker is missing.', () => withRestarts((number, index) => (index === 6 ? [] : [0xff, 0xd0 + number]))],
    ['restarts-stray.jpg', 'A byte stands before one restart marker.', () => withRestarts((number, index) => [...(index === 6 ? [0x55] : []), 0xff, 0xd0 + number])],
    ['restarts-one-more.jpg', 'A restart marker stands before the end marker.', () => before(restarts(), EOI, Uint8Array.of(0xff, 0xd7))],
  ]),
  ...members('progressive.jpg', [
    ['progressive-stray.jpg', 'A progressive photo has stray bytes before its first scan.', () => before(base('progressive.jpg'), SOS, 'stray')],
    ['progressive-no-eoi.jpg', 'A progressive photo lacks its end marker.', () => base('progressive.jpg').slice(0, -2)],
    ['progressive-tail.jpg', 'A text follows a progressive photo.', () => concat(base('progressive.jpg'), SECRET), { secret: true }],
    ['progressive-last-scan-missing.jpg', 'A progressive photo lacks its last scan.', () => concat(...segmentsOf(base('progressive.jpg')).filter((one, index, all) => index !== all.length - 2 || one.marker !== SOS).map(({ bytes }) => bytes))],
  ]),
  ...members('cmyk.jpg', [
    ['cmyk.jpg', 'The four colours of print.', () => base('cmyk.jpg')],
  ]),
]
