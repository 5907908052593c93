/** The sound files that members of the corpus are bent from: rendered ones, other fixtures, and some that are computed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bmp, runLengths } from './bmp-file.ts'
import type { Bytes } from './bytes.ts'
import { oriented } from './jpeg-file.ts'
import { png } from './png-file.ts'

const read = (path: string) => (): Bytes => new Uint8Array(readFileSync(join(import.meta.dirname, path)))
const photo = read('bases/photo.jpg')
const rendered = (name: string) => read(`bases/${name}`)
const made = (name: string) => read(`../fixtures/made/${name}`)

/** How each base comes to be; `bases/README.md` says how those in files were rendered. */
const BASES = {
  'photo.jpg': photo,
  'turned.jpg': () => oriented(photo()),
  'restarts.jpg': rendered('restarts.jpg'),
  'progressive.jpg': made('progressive.jpg'),
  'cmyk.jpg': made('cmyk.jpg'),
  'rgb.png': () => png({ colours: 2 }),
  'palette.png': () => png({ colours: 3 }),
  'grey.png': () => png({ colours: 0 }),
  'rgba.png': () => png({ colours: 6 }),
  'interlaced.png': made('interlaced.png'),
  'animated.png': made('animated.png'),
  'photo.webp': rendered('photo.webp'),
  'alpha.webp': rendered('alpha.webp'),
  'lossless.webp': made('lossless.webp'),
  'animated.webp': made('animated.webp'),
  'rgb.bmp': () => bmp({ bits: 24 }),
  'palette.bmp': () => bmp({ bits: 8 }),
  'mono.bmp': () => bmp({ bits: 1 }),
  'masks.bmp': () => bmp({ bits: 16, masks: true }),
  'high.bmp': () => bmp({ bits: 16 }),
  'padded.bmp': () => bmp({ bits: 32 }),
  'upright.bmp': () => bmp({ bits: 24, biHeight: -240 }),
  'runs.bmp': () => bmp({ bits: 8, biCompression: 1, pixels: runLengths(8) }),
  'clip.mp4': rendered('clip.mp4'),
  'timecode.mov': rendered('timecode.mov'),
  'fragments.mp4': rendered('fragments.mp4'),
  'fragments-sound.mp4': rendered('fragments-sound.mp4'),
  'fragments-timecode.mov': rendered('fragments-timecode.mov'),
  'half-second.mp4': rendered('half-second.mp4'),
  'minute.mp4': rendered('minute.mp4'),
  'second-large.mp4': rendered('second-large.mp4'),
  'second-small.mp4': rendered('second-small.mp4'),
  'cover-large.mov': rendered('cover-large.mov'),
  'cover-small.mov': rendered('cover-small.mov'),
  'silence.mp4': rendered('silence.mp4'),
  'silence-40s.mp4': rendered('silence-40s.mp4'),
  'tone-ac3.mp4': rendered('tone-ac3.mp4'),
  'tone-alac.mov': rendered('tone-alac.mov'),
  'tone-mp3.mp4': rendered('tone-mp3.mp4'),
  'tone-opus.mp4': rendered('tone-opus.mp4'),
  'tone-ulaw.mov': rendered('tone-ulaw.mov'),
  'tiny.mp4': rendered('tiny.mp4'),
  'clip.mpegts': rendered('clip.mpegts'),
  'telemetry.mp4': made('telemetry.mp4'),
  'mjpeg.mov': made('mjpeg.mov'),
  'photo.gif': made('photo.gif'),
  'photo.avif': made('photo.avif'),
  'photo.heic': made('photo.heic'),
} satisfies Record<string, () => Bytes>

export type Base = keyof typeof BASES

/** The bytes of a base: a fresh copy. */
export function base(name: Base): Bytes {
  return BASES[name]()
}
