/** Codings of clips that the model can be expected to read. Its page names containers only, so this is our choice. */
import { FOREIGN_CODECS } from '../contract/codecs.ts'

/**
 * What browsers or every build of ffmpeg decode: H.264, H.265 (also as Dolby Vision, which phones write), MPEG-4
 * part 2, VP9 and AV1. A clip in any other would be paid for and perhaps not understood.
 */
const USUAL = ['avc1', 'avc3', 'hvc1', 'hev1', 'dvh1', 'dvhe', 'mp4v', 'vp09', 'av01']

/** Why a clip with this coding can't serve, in words; null where it can. */
export function codecProblem(codec: string): string | null {
  if (USUAL.includes(codec)) return null
  if (codec === 'encv') return 'This clip is protected against copying, so the model can’t read it.'
  const name = FOREIGN_CODECS[codec]
  return `This clip is coded ${name ? `as ${name}, which` : 'in a way that'} the model may not read. Save it as H.264 (MP4).`
}
