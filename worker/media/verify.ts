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
import { type MediaFacts, probe } from './probe.ts'
import type { ByteSource } from './source.ts'

export type VerifyResult = { ok: true; facts: MediaFacts } | { ok: false; problem: { code: Rejection; detail: string } }

/** Reads the headers and holds them against the model's limits. */
export async function verify(source: ByteSource): Promise<VerifyResult> {
  const probed = await probe(source)
  if (!probed.ok) return reject(probed.why, PROBE_TEXTS[probed.why])
  const { facts } = probed
  return limitsBroken(facts, source.size) ?? { ok: true, facts }
}

const PROBE_TEXTS = {
  'unsupported-type': 'This is not a picture or clip that the model can use. Use JPEG, PNG, WebP, BMP, MP4 or MOV.',
  corrupt: 'This file is damaged or incomplete: its size could not be read.',
}

function limitsBroken({ kind, width, height, duration }: MediaFacts, bytes: number): VerifyResult | null {
  const image = kind === 'image'
  const what = image ? 'picture' : 'clip'
  const maxBytes = image ? IMAGE_MAX_BYTES : CLIP_MAX_BYTES
  const minSide = image ? IMAGE_SIDE_MIN_PIXELS : CLIP_SIDE_MIN_PIXELS
  const maxSide = image ? IMAGE_SIDE_MAX_PIXELS : CLIP_SIDE_MAX_PIXELS
  const size = `${width} × ${height} pixels`
  if (bytes > maxBytes) return reject('too-large', `A ${what} may have ${maxBytes / 1_000_000} MB at most.`)
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
  const seconds = duration.toFixed(1)
  if (duration < CLIP_MIN_SECONDS) {
    return reject('too-short', `This clip has ${seconds} seconds; it needs ${CLIP_MIN_SECONDS} at least.`)
  }
  if (duration > CLIP_MAX_SECONDS) {
    return reject('too-long', `This clip has ${seconds} seconds; it may have ${CLIP_MAX_SECONDS} at most.`)
  }
  return null
}

function reject(code: Rejection, detail: string): VerifyResult {
  return { ok: false, problem: { code, detail } }
}
