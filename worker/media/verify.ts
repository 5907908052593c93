/** Decides whether the model can use a file as a reference, with the reason in words where it can't. */
import { FOREIGN_CODECS } from '../contract/codecs.ts'
import { brokenLimit, FILE_LIMITS } from '../contract/file-limits.ts'
import { CLIP_MAX_SECONDS, CLIP_MIN_SECONDS, SIDE_RATIO_MAX } from '../contract/limits.ts'
import type { Rejection } from '../contract/reference.ts'
import { examine, type MediaFacts, typeOf } from './examine.ts'
import type { Redaction } from './redaction/redactions.ts'
import type { ByteSource } from './source.ts'

type Rejected = { ok: false; problem: { code: Rejection; detail: string } }
/**
 * The file's facts and its redactions, which are applied whenever it leaves for the provider; or why it is rejected.
 */
export type VerifyResult = { ok: true; facts: MediaFacts; redactions: Redaction[] } | Rejected

/** Reads a file's headers, applies the model's limits, and checks that no pixel or sample is missing. */
export async function verify(source: ByteSource): Promise<VerifyResult> {
  const typed = await typeOf(source)
  if (!typed.ok) return reject(typed.why, typed.detail)
  // The size is checked before the walk, which reads a picture from end to end.
  const kind = typed.type.startsWith('image/') ? 'image' : 'video'
  const { bytes } = FILE_LIMITS[kind]
  if (source.size > bytes) return reject('too-large', `A ${NAMES[kind]} may have ${bytes / 1_000_000} MB at most.`)
  const examined = await examine(source, typed.type)
  if (!examined.ok) return reject(examined.why, examined.detail)
  const { facts } = examined
  const broken = factsProblem(facts)
  if (broken) return broken
  // Missing pixels are looked for after the limits, which bound how much is unpacked.
  const missing = await examined.missing()
  if (missing) return reject(missing.why, missing.detail)
  const redactions = examined.redactions()
  if (!redactions) return reject('corrupt', 'This file has more data beside its pictures than can be taken out of it.')
  return { ok: true, facts, redactions }
}

const NAMES = { image: 'picture', video: 'clip' }

/** Why the model can't use a file with these facts; null where it can. */
function factsProblem(facts: MediaFacts): Rejected | null {
  const { kind, width, height, duration, shown, codec } = facts
  const coding = kind === 'image' ? null : codecProblem(codec)
  if (coding) return reject('unsupported-type', coding)
  if (width === 0 || height === 0) return reject('corrupt', `This ${NAMES[kind]} doesn’t say how large it is.`)
  const limit = brokenLimit(kind, kind === 'image' ? { width, height } : { width, height, duration, shown })
  return limit ? reject(limit, limitWords(limit, facts)) : null
}

function limitWords(
  limit: NonNullable<ReturnType<typeof brokenLimit>>,
  { kind, width, height, duration, shown }: MediaFacts,
): string {
  const { least, most } = FILE_LIMITS[kind]
  const size = `This ${NAMES[kind]} has ${width} × ${height} pixels; each side`
  const [seconds, visible] = [duration.toFixed(1), shown.toFixed(1)]
  switch (limit) {
    case 'too-small':
      return `${size} needs ${least} at least.`
    case 'too-large':
      return `${size} may have ${most} at most.`
    case 'bad-aspect-ratio':
      return `This ${NAMES[kind]} is too narrow: one side may be ${SIDE_RATIO_MAX} times the other at most.`
    case 'too-short':
      return `This clip has ${visible} seconds; it needs ${CLIP_MIN_SECONDS} at least.`
    case 'too-long': {
      const hidden = visible !== seconds ? `, of which players show ${visible}` : ''
      return `This clip has ${seconds} seconds${hidden}; it may have ${CLIP_MAX_SECONDS} at most.`
    }
  }
}

/**
 * Codecs that every browser or every build of ffmpeg decodes: H.264, H.265 (also as Dolby Vision, which phones write),
 * MPEG-4 part 2, VP9 and AV1. The model's page names containers only, so this choice is ours: a clip in any other codec
 * would be paid for and perhaps not understood.
 */
const USUAL_CODECS = ['avc1', 'avc3', 'hvc1', 'hev1', 'dvh1', 'dvhe', 'mp4v', 'vp09', 'av01']

/** Why a clip in this codec can't serve, in words; null where it can. */
function codecProblem(codec: string): string | null {
  if (USUAL_CODECS.includes(codec)) return null
  if (codec === 'encv') return 'This clip is protected against copying, so the model can’t read it.'
  const name = FOREIGN_CODECS[codec]
  return `This clip is coded ${name ? `as ${name}, which` : 'in a way that'} the model may not read. Save it as H.264 (MP4).`
}

function reject(code: Rejection, detail: string): Rejected {
  return { ok: false, problem: { code, detail } }
}
