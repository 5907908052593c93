/** Where our reader differs from the judges on purpose, and why. */
import type { Expected } from './answers.ts'

export type Exception = { expected: Expected; reason: string }

const REFUSED: Expected = { verdict: 'refused' }
const picture = (width: number, height: number): Expected => ({ verdict: 'accepted', width, height, duration: 0 })
const clip = (width: number, height: number, duration: number): Expected => ({
  verdict: 'accepted',
  ...{ width, height, duration },
})
const [PHOTO, SQUARE] = [picture(256, 240), picture(240, 240)]
const CLIP = clip(256, 240, 2)

const BY_DECODING = 'Only who decodes the pixels sees the loss; nothing in the file says that some are missing.'
const FRAMES_BY_DECODING =
  'Only who decodes the frames sees the loss; the tables agree with each other and with the file.'
const OLD_FFMPEG =
  'Only ffmpeg’s build of 2018 refuses bytes behind a WebP; the newer ffprobe decodes it, and they leave as zeros.'
const ELSEWHERE = 'Who follows the reference would fetch another file in the place of this one.'
const BY_JUMPING = 'Only jumps go wrong; who plays from the beginning, as the model does, sees every frame.'
const OLD_FRAGMENTS = 'Only ffmpeg’s build of 2018 stops early; Chromium and the newer ffprobe decode every frame.'
const MOVES = 'The model takes no moving picture; the widget makes a still one of it.'

export const EXCEPTIONS: Record<string, Exception> = {
  'cmyk.jpg': {
    expected: REFUSED,
    reason: 'Whether the model reads the inks of print right is not known, and a wrong guess would cost a paid video.',
  },
  'cut-half-closed.jpg': { expected: PHOTO, reason: BY_DECODING },
  'frame-larger.jpg': { expected: picture(256, 300), reason: BY_DECODING },
  'restarts-stray.jpg': {
    expected: PHOTO,
    reason: 'Chromium shows it whole; ffmpeg loses a row, which only decoding shows.',
  },
  'progressive-last-scan-missing.jpg': {
    expected: picture(320, 240),
    reason: 'A progressive photo with fewer scans is a whole picture of a lower quality.',
  },
  'animated.png': { expected: REFUSED, reason: MOVES },
  'tail-png.png': {
    expected: SQUARE,
    reason: 'ffmpeg counts the second picture as another frame; it leaves as zeros.',
  },
  'palette-of-10.png': { expected: SQUARE, reason: BY_DECODING },
  'tail-text.webp': { expected: PHOTO, reason: OLD_FFMPEG },
  'lossless-tail.webp': { expected: SQUARE, reason: OLD_FFMPEG },
  'cut-half-closed.webp': { expected: PHOTO, reason: BY_DECODING },
  'alpha-nonsense.webp': { expected: PHOTO, reason: BY_DECODING },
  'alpha-cut.webp': { expected: PHOTO, reason: BY_DECODING },
  'shifts-missing.mp4': { expected: CLIP, reason: FRAMES_BY_DECODING },
  'size-too-small.mp4': { expected: CLIP, reason: FRAMES_BY_DECODING },
  'data-zeroed.mp4': { expected: CLIP, reason: FRAMES_BY_DECODING },
  'times-last-long.mp4': {
    expected: { verdict: 'refused or counted', duration: 61.9 },
    reason:
      'The last frame lasts a minute, of which the list of edits shows a tenth of a second: who decodes all counts all.',
  },
  'reference-of-a-file.mp4': { expected: REFUSED, reason: ELSEWHERE },
  'reference-of-an-address.mp4': { expected: REFUSED, reason: ELSEWHERE },
  'data-called-free.mp4': {
    expected: REFUSED,
    reason: 'What stands in free boxes leaves as zeros; samples in one would be lost on the way.',
  },
  'type-of-pictures.mp4': {
    expected: REFUSED,
    reason: 'Its first bytes call it a HEIC picture, and readers that go by them open it as one.',
  },
  'keys-missing.mp4': { expected: CLIP, reason: BY_JUMPING },
  'keys-zero.mp4': { expected: CLIP, reason: BY_JUMPING },
  'keys-unsorted.mp4': { expected: CLIP, reason: BY_JUMPING },
  'fragments-two-runs.mp4': { expected: CLIP, reason: OLD_FRAGMENTS },
  'fragments-index-wrong.mp4': { expected: CLIP, reason: OLD_FRAGMENTS },
  'fragments-run-empty.mp4': { expected: CLIP, reason: OLD_FRAGMENTS },
  'fragments-track-unknown.mp4': { expected: CLIP, reason: OLD_FRAGMENTS },
}
