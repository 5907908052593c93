/** Brings a request into its canonical form: defaults filled in, references as digests in order, text normalised. */
import type { FilledInput, Input } from '../contract/input.ts'
import {
  ASPECT_RATIO_DEFAULT,
  DURATION_DEFAULT_SECONDS,
  REFERENCES_MAX,
  REFERENCES_MIN,
  RESOLUTION_DEFAULT,
  SEED_MAX,
} from '../contract/limits.ts'
import type { InputError } from '../contract/problem.ts'
import type { Reference } from '../contract/reference.ts'

/** The bytes of one reference: their digest, R2 key, size in bytes, and seconds of a clip (0 of an image). */
export type ReferenceBytes = {
  sha256: string
  key: string
  media_type: NonNullable<Reference['media_type']>
  bytes: number
  duration: number
}

/** Everything that decides a run's video, and the R2 keys of its references. */
export type Plan = {
  site: string
  model: string
  input: Omit<FilledInput, 'reference_images' | 'reference_videos' | 'seed'> & { seed: number }
  images: ReferenceBytes[]
  videos: ReferenceBytes[]
}

/** A seed for a request that names none: 0 to `SEED_MAX`. */
export function randomSeed(): number {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1))
  return number & SEED_MAX
}

/** Fills in the model's defaults. An absent `shot_type`, `negative_prompt` and `seed` stay absent. */
export function fillDefaults(input: Input): FilledInput {
  const { negative_prompt: negative, ...rest } = input
  return {
    ...rest,
    prompt: normalise(input.prompt),
    ...(negative === undefined || negative.trim() === '' ? {} : { negative_prompt: normalise(negative) }),
    reference_images: input.reference_images ?? [],
    reference_videos: input.reference_videos ?? [],
    resolution: input.resolution ?? RESOLUTION_DEFAULT,
    aspect_ratio: input.aspect_ratio ?? ASPECT_RATIO_DEFAULT,
    duration: input.duration ?? DURATION_DEFAULT_SECONDS,
  }
}

/** A text that equal requests share; its keyed hash is the generation's id. */
export function canonicalText(plan: Plan): string {
  const { input } = plan
  return JSON.stringify([
    'v1',
    plan.site,
    plan.model,
    input.prompt,
    input.negative_prompt ?? null,
    plan.images.map((reference) => reference.sha256),
    plan.videos.map((reference) => reference.sha256),
    input.resolution,
    input.aspect_ratio,
    input.duration,
    input.shot_type ?? null,
    input.seed,
  ])
}

/** Seconds of all reference clips, each rounded up as a host would bill it. */
export function clipSeconds(plan: Pick<Plan, 'videos'>): number {
  return plan.videos.reduce((sum, clip) => sum + Math.ceil(clip.duration), 0)
}

/** Mistakes against the rule that spans two fields: one to five references in all. `input` is not validated yet. */
export function referenceCountErrors(input: unknown): InputError[] {
  const { reference_images: images, reference_videos: videos } = (input ?? {}) as Partial<Record<string, unknown>>
  // A missing input, or a field that is no list, has a rule of its own.
  const isField = (list: unknown) => list === undefined || Array.isArray(list)
  if (typeof input !== 'object' || input === null || !isField(images) || !isField(videos)) return []
  const length = (list: unknown) => (Array.isArray(list) ? list.length : 0)
  const count = length(images) + length(videos)
  if (count < REFERENCES_MIN) {
    const detail = 'Add at least one reference image or clip: the video keeps its subject.'
    return [{ pointer: '/input/reference_images', detail, code: 'too-few' }]
  }
  // A single list that is too long has a rule of its own.
  if (count > REFERENCES_MAX && length(images) <= REFERENCES_MAX && length(videos) <= REFERENCES_MAX) {
    const detail = `Images and clips together may be ${REFERENCES_MAX} at most.`
    return [{ pointer: '/input/reference_images', detail, code: 'too-many' }]
  }
  return []
}

/**
 * The text in Unicode's composed form, with \n as line end and no space around, so that texts that look alike are
 * equal.
 */
export function normalise(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').trim()
}
