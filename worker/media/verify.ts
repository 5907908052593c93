/** Decides whether the model can use a file as a reference, with the reason in words where it can't. */

import { FOREIGN_CODECS } from '../contract/codecs.ts'
import {
  CLIP_MAX_BYTES,
  CLIP_MAX_SECONDS,
  CLIP_MIN_SECONDS,
  CLIP_SIDE_MAX_PIXELS,
  CLIP_SIDE_MIN_PIXELS,
  IMAGE_MAX_BYTES,
  IMAGE_SIDE_MAX_PIXELS,
  IMAGE_SIDE_MIN_PIXELS,
  SIDE_RATIO_MAX,
} from '../contract/limits.ts'
import type { Rejection } from '../contract/reference.ts'
import { examine, type MediaFacts, typeOf } from './examine.ts'
import type { Redaction } from './redaction/redactions.ts'
import type { ByteSource } from './source.ts'

/** Containers round a length up by a frame or two: half of a tenth is forgiven, as before the upload. */
const LENGTH_SLACK_SECONDS = 0.05

type Rejected = { ok: false; problem: { code: Rejection; detail: string } }
/**
 * The file's facts and its redactions, which are applied whenever it leaves for the provider; or why it is rejected.
 */
export type VerifyResult = { ok: true; facts: MediaFacts; redactions: Redaction[] } | Rejected

/** Reads a file's headers, applies the model's limits, and checks that no pixel or sample is missing. */
export async function verify(source: ByteSource): Promise<VerifyResult> {
  const typed = await typeOf(source)
  if (!typed.ok) return reject(typed.why, typed.detail)
  // Before the walk, which reads a picture from end to end.
  const image = typed.type.startsWith('image/')
  const maxBytes = image ? IMAGE_MAX_BYTES : CLIP_MAX_BYTES
  if (source.size > maxBytes) {
    return reject('too-large', `A ${image ? 'picture' : 'clip'} may have ${maxBytes / 1_000_000} MB at most.`)
  }
  const examined = await examine(source, typed.type)
  if (!examined.ok) return reject(examined.why, examined.detail)
  const { facts } = examined
  const broken = limitsBroken(facts)
  if (broken) return broken
  // After the limits, which bound how much is unpacked.
  const missing = await examined.missing()
  if (missing) return reject(missing.why, missing.detail)
  const redactions = examined.redactions()
  if (!redactions) return reject('corrupt', 'This file has more data beside its pictures than can be taken out of it.')
  return { ok: true, facts, redactions }
}

function limitsBroken({ kind, width, height, duration, shown, codec }: MediaFacts): Rejected | null {
  const image = kind === 'image'
  const what = image ? 'picture' : 'clip'
  const minSide = image ? IMAGE_SIDE_MIN_PIXELS : CLIP_SIDE_MIN_PIXELS
  const maxSide = image ? IMAGE_SIDE_MAX_PIXELS : CLIP_SIDE_MAX_PIXELS
  const coding = image ? null : codecProblem(codec)
  if (coding) return reject('unsupported-type', coding)
  if (width === 0 || height === 0) return reject('corrupt', `This ${what} doesn’t say how large it is.`)
  const size = `${width} × ${height} pixels`
  if (Math.min(width, height) < minSide) {
    return reject('too-small', `This ${what} has ${size}; each side needs ${minSide} at least.`)
  }
  if (Math.max(width, height) > maxSide) {
    return reject('too-large', `This ${what} has ${size}; each side may have ${maxSide} at most.`)
  }
  if (Math.max(width, height) > SIDE_RATIO_MAX * Math.min(width, height)) {
    return reject(
      'bad-aspect-ratio',
      `This ${what} is too narrow: one side may be ${SIDE_RATIO_MAX} times the other at most.`,
    )
  }
  if (image) return null
  const [seconds, visible] = [duration.toFixed(1), shown.toFixed(1)]
  if (shown < CLIP_MIN_SECONDS - LENGTH_SLACK_SECONDS) {
    return reject('too-short', `This clip has ${visible} seconds; it needs ${CLIP_MIN_SECONDS} at least.`)
  }
  if (duration > CLIP_MAX_SECONDS + LENGTH_SLACK_SECONDS) {
    const hidden = visible !== seconds ? `, of which players show ${visible}` : ''
    return reject('too-long', `This clip has ${seconds} seconds${hidden}; it may have ${CLIP_MAX_SECONDS} at most.`)
  }
  return null
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
