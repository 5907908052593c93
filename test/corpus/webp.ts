/** WebPs whose sizes, chunks and flags are bent. */
import { base } from './bases.ts'
import { type Bytes, concat, readU32le, u16, u32, u32le, withBytes, zeros } from './bytes.ts'
import { members, SECRET } from './member.ts'
import { ALPHA, ANIMATION, canvas, chunk, chunksOf, EXIF, ICC, riff, XMP } from './webp-file.ts'

const photo = () => base('photo.webp')
const [WIDTH, HEIGHT] = [256, 240]
/** The photo's one chunk. */
const pixels = (): Bytes => photo().slice(12)
const data = (): Bytes => chunksOf(photo())[0]?.data ?? zeros(0)
const sized = (by: (size: number) => number) => () => withBytes(photo(), 4, u32le(by(readU32le(photo(), 4))))
/** The photo in the extended form, with other chunks before and behind its pixels. */
const extended =
  (flags: number, before: Uint8Array | string = '', behind: Uint8Array | string = '') =>
  () =>
    riff(concat(canvas(flags, WIDTH, HEIGHT), before, pixels(), behind))
const TURNED = concat('MM\0*', u32(8), u16(1), u16(0x0112), u16(3), u32(1), u16(6), u16(0), u32(0))

/** The translucent picture with each of its chunks passed through `change`. */
const alpha = (change: (type: string, bytes: Bytes, data: Bytes) => Uint8Array | string) => () =>
  riff(concat(...chunksOf(base('alpha.webp')).map(({ type, data }) => change(type, chunk(type, data), data))))

// biome-ignore format: a line each
export const WEBPS = [
  ...members('photo.webp', [
    ['size-2-too-large.webp', 'The file says two bytes more than it has.', sized((size) => size + 2)],
    ['size-8-too-large.webp', 'The file counts its own head, as if its size were that of the whole file.', sized((size) => size + 8)],
    ['size-2-too-small.webp', 'The file says two bytes fewer than its pixels need.', sized((size) => size - 2)],
    ['size-zero.webp', 'The file says to be empty.', sized(() => 0)],
    ['size-huge.webp', 'The file says to have 4 GB.', sized(() => 0xffff_fffe)],
    ['size-odd.webp', 'The size of the file is odd, since the last padding is not counted.', () => riff(concat(pixels(), chunk('abcd', 'odd').slice(0, -1)))],
    ['tail-text.webp', 'A text follows the end.', () => concat(photo(), SECRET), { secret: true }],
    ['tail-webp.webp', 'A second picture follows the end.', () => concat(photo(), base('alpha.webp'))],
    ['tail-inside.webp', 'Five bytes, too few for a chunk, stand before the end.', () => riff(concat(pixels(), 'five!', zeros(1)))],
    ['unknown-before.webp', 'An unknown chunk stands before the pixels of the simple form.', () => riff(concat(chunk('abcd', SECRET), pixels())), { secret: true }],
    ['unknown-behind.webp', 'An unknown chunk stands behind the pixels of the simple form.', () => riff(concat(pixels(), chunk('abcd', SECRET))), { secret: true }],
    ['unknown-extended.webp', 'An unknown chunk stands in the extended form.', extended(0, chunk('abcd', SECRET)), { secret: true }],
    ['unknown-name-zeros.webp', 'The name of a chunk is four zeros.', extended(0, '', chunk('\0\0\0\0', 'zeros'))],
    ['unknown-past-the-end.webp', 'An unknown chunk behind the pixels says to go on behind the end.', () => riff(concat(pixels(), chunk('abcd', 'four', 4000)))],
    ['padding-missing.webp', 'A chunk of odd length in the middle has no padding.', () => riff(concat(canvas(0, WIDTH, HEIGHT), chunk('abcd', 'odd').slice(0, -1), pixels()))],
    ['padding-not-zero.webp', 'The padding of a chunk is not zero.', () => riff(concat(canvas(0, WIDTH, HEIGHT), 'abcd', u32le(3), 'oddX', pixels()))],
    ['flag-alpha.webp', 'An alpha channel is announced that is not there.', extended(ALPHA)],
    ['flag-exif.webp', 'EXIF is announced that is not there.', extended(EXIF)],
    ['flag-xmp.webp', 'XMP is announced that is not there.', extended(XMP)],
    ['flag-profile.webp', 'A colour profile is announced that is not there.', extended(ICC)],
    ['flag-animation.webp', 'An animation is announced that is not there.', extended(ANIMATION)],
    ['flags-reserved.webp', 'Reserved flags are set.', extended(0xc1)],
    ['exif-unannounced.webp', 'EXIF without an orientation is not announced.', extended(0, '', chunk('EXIF', 'MM\0*\0\0\0\x08\0\0\0\0\0\0'))],
    ['exif-before.webp', 'EXIF stands before the pixels.', extended(EXIF, chunk('EXIF', concat('Exif\0\0MM\0*', u32(8), u16(0), u32(0), SECRET))), { secret: true }],
    ['exif-in-simple-form.webp', 'EXIF that turns the picture stands in the simple form, which knows none.', () => riff(concat(pixels(), chunk('EXIF', TURNED)))],
    ['exif-nonsense.webp', 'EXIF is nonsense.', extended(EXIF, '', chunk('EXIF', zeros(30).fill(0x5a)))],
    ['xmp-before.webp', 'XMP stands before the pixels.', extended(XMP, chunk('XMP ', SECRET)), { secret: true }],
    ['profile-nonsense.webp', 'The colour profile is nonsense.', extended(ICC, chunk('ICCP', zeros(200).fill(0x5a)))],
    ['profile-unannounced.webp', 'A nonsensical colour profile is not announced.', extended(0, chunk('ICCP', zeros(200).fill(0x5a)))],
    ['profile-behind.webp', 'A nonsensical colour profile stands behind the pixels.', extended(ICC, '', chunk('ICCP', zeros(200).fill(0x5a)))],
    ['canvas-larger.webp', 'The canvas is larger than the picture.', () => riff(concat(canvas(0, 2 * WIDTH, HEIGHT), pixels()))],
    ['canvas-smaller.webp', 'The canvas is smaller than the picture.', () => riff(concat(canvas(0, WIDTH, HEIGHT - 40), pixels()))],
    ['canvas-longer.webp', 'The extended header has four bytes more.', () => riff(concat(chunk('VP8X', concat(chunksOf(riff(canvas(0, WIDTH, HEIGHT)))[0]?.data ?? '', zeros(4))), pixels()))],
    ['canvas-twice.webp', 'The extended header stands twice, with different sizes.', () => riff(concat(canvas(0, WIDTH, HEIGHT), canvas(0, HEIGHT, WIDTH), pixels()))],
    ['canvas-behind.webp', 'The extended header stands behind the pixels.', () => riff(concat(pixels(), canvas(0, WIDTH, HEIGHT)))],
    ['pixels-twice.webp', 'The pixels stand twice.', extended(0, '', pixels())],
    ['pixels-4-too-long.webp', 'The pixels are followed by four more bytes inside their chunk.', () => riff(chunk('VP8 ', concat(data(), zeros(4))))],
    ['pixels-past-the-end.webp', 'The pixels say to go on behind the end.', () => riff(chunk('VP8 ', data(), data().length + 40))],
    ['pixels-hidden.webp', 'The frame says not to be shown.', () => riff(chunk('VP8 ', withBytes(data(), 0, Uint8Array.of((data()[0] ?? 0) & ~0x10))))],
    ['pixels-scaled.webp', 'The frame asks to be scaled up.', () => riff(chunk('VP8 ', withBytes(data(), 7, Uint8Array.of((data()[7] ?? 0) | 0x40))))],
    ['pixels-bomb.webp', 'The frame says to have 16,383 × 16,383 pixels.', () => riff(chunk('VP8 ', withBytes(data(), 6, Uint8Array.of(0xff, 0x3f, 0xff, 0x3f))))],
    ['cut-half.webp', 'The second half is missing.', () => photo().slice(0, 1000)],
    ['cut-half-closed.webp', 'The second half is missing, and the sizes are mended.', () => riff(chunk('VP8 ', data().subarray(0, 1000)))],
    ['no-pixels.webp', 'There are no pixels.', () => riff(canvas(0, WIDTH, HEIGHT))],
  ]),
  ...members('alpha.webp', [
    ['alpha-unannounced.webp', 'The alpha channel is not announced.', alpha((type, bytes, data) => (type === 'VP8X' ? chunk(type, withBytes(data, 0, zeros(1))) : bytes))],
    ['alpha-behind.webp', 'The alpha channel stands behind the pixels.', alpha((type, bytes) => (type === 'ALPH' ? '' : type === 'VP8 ' ? concat(bytes, ...chunksOf(base('alpha.webp')).filter((one) => one.type === 'ALPH').map((one) => chunk(one.type, one.data))) : bytes))],
    ['alpha-nonsense.webp', 'The alpha channel is nonsense.', alpha((type, bytes, data) => (type === 'ALPH' ? chunk(type, data.fill(0x5a)) : bytes))],
    ['alpha-cut.webp', 'The alpha channel has half its bytes.', alpha((type, bytes, data) => (type === 'ALPH' ? chunk(type, data.subarray(0, data.length / 2)) : bytes))],
  ]),
  ...members('lossless.webp', [
    ['lossless-tail.webp', 'A text follows a lossless picture.', () => concat(base('lossless.webp'), SECRET), { secret: true }],
    ['lossless-unknown.webp', 'An unknown chunk stands before lossless pixels of the simple form.', () => riff(concat(chunk('abcd', 'unknown'), base('lossless.webp').subarray(12)))],
  ]),
  ...members('animated.webp', [
    ['animated.webp', 'An animation.', () => base('animated.webp')],
  ]),
]
