/** Whether the model can use a file as a reference, with the reason in words where it can't. */
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
import { codecProblem } from './codecs.ts'
import { examine, type MediaFacts, typeOf } from './examine.ts'
import type { Redaction } from './redaction/redactions.ts'
import type { ByteSource } from './source.ts'

/** Containers round a length up by a frame or two: half of a tenth is forgiven, as before the upload. */
const LENGTH_SLACK_SECONDS = 0.05

type Rejected = { ok: false; problem: { code: Rejection; detail: string } }
/** `redactions` are applied whenever the file leaves for the provider. */
export type VerifyResult = { ok: true; facts: MediaFacts; redactions: Redaction[] } | Rejected

/** Reads the headers, holds them against the model's limits, and looks whether what they promise is there. */
export async function verify(source: ByteSource): Promise<VerifyResult> {
  const typed = await typeOf(source)
  if (!typed.ok) return reject(typed.why, typed.detail)
  // Before the walk, which reads pictures from end to end.
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
  // After the limits, which bound what there is to unpack.
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

function reject(code: Rejection, detail: string): Rejected {
  return { ok: false, problem: { code, detail } }
}
