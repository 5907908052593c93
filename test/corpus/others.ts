/** Files that stay refused: other formats under names of ours, and what is outside the limits. */
import { base } from './bases.ts'
import { concat, latin, u32, zeros } from './bytes.ts'
import { box } from './clip-file.ts'
import { members } from './member.ts'

const PAGE = latin('<!doctype html><title>Not found</title><p>There is no such file.')

// biome-ignore format: a line each
export const OTHERS = [
  ...members('clip.mp4', [
    ['transport-stream.mp4', 'An MPEG transport stream is called mp4.', () => base('clip.mpegts')],
    ['sound-only.mp4', 'There is only sound.', () => base('silence.mp4')],
    ['page.mp4', 'A page is called mp4.', () => PAGE],
    ['page-behind-type.mp4', 'A page stands behind the first box of an mp4.', () => concat(box('ftyp', 'isom', u32(0), 'isom'), PAGE)],
    ['archive.mp4', 'An archive is called mp4.', () => concat('PK\x03\x04', zeros(200))],
    ['archive-with-clip.mp4', 'An archive holds a clip, not packed.', () => concat('PK\x03\x04\x0a', zeros(21), u32(4), 'clip', base('clip.mp4'))],
    ['picture.mp4', 'A HEIC picture is called mp4.', () => base('photo.heic')],
    ['motion-jpeg.mov', 'A clip in Motion JPEG.', () => base('mjpeg.mov')],
    ['half-a-second.mp4', 'A clip of half a second.', () => base('half-second.mp4')],
    ['minute.mp4', 'A clip of a minute.', () => base('minute.mp4')],
    ['tiny.mp4', 'A clip of 64 × 64 pixels.', () => base('tiny.mp4')],
    ['empty.mp4', 'There is nothing.', () => zeros(0)],
  ]),
  ...members('photo.jpg', [
    ['animation.jpg', 'A GIF is called JPEG.', () => base('photo.gif')],
    ['page.jpg', 'A page is called JPEG.', () => PAGE],
    ['page-behind-magic.jpg', 'A page stands behind the first bytes of a JPEG.', () => concat(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), PAGE)],
    ['archive-with-photo.jpg', 'An archive holds a photo, not packed.', () => concat('PK\x03\x04\x0a', zeros(21), u32(4), 'foto', base('photo.jpg'))],
    ['empty.jpg', 'There is nothing.', () => zeros(0)],
  ]),
  ...members('rgb.png', [
    ['photo.png', 'An AVIF picture is called PNG.', () => base('photo.avif')],
  ]),
]
