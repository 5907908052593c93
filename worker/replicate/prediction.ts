/** A prediction as Replicate tells of it, cut down to what we use, and checked before we believe its form. */
import * as v from 'valibot'

const nullableText = v.fallback(v.nullish(v.string()), null)

const PredictionSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/)),
  // A state that we don't know yet is one that isn't over: asking again tells.
  status: v.fallback(v.picklist(['starting', 'processing', 'succeeded', 'failed', 'canceled', 'aborted']), 'starting'),
  input: v.fallback(v.record(v.string(), v.unknown()), {}),
  output: v.fallback(v.nullish(v.union([v.string(), v.array(v.string())])), null),
  error: v.nullish(v.unknown()),
  logs: nullableText,
  data_removed: v.fallback(v.boolean(), false),
  created_at: nullableText,
  started_at: nullableText,
  completed_at: nullableText,
})
export type Prediction = v.InferOutput<typeof PredictionSchema>

/** The prediction, or null when the provider's answer hasn't its form. */
export function readPrediction(value: unknown): Prediction | null {
  const parsed = v.safeParse(PredictionSchema, value)
  return parsed.success ? parsed.output : null
}

/** The mp4's URL: our model gives one string; a list of one is taken too. */
export function outputUrl(prediction: Prediction): string | null {
  const { output } = prediction
  return typeof output === 'string' ? output : (output?.[0] ?? null)
}

/** The last whole per cent that the log tells of, as a fraction below 1; null where it tells of none. */
export function fractionOf(prediction: Prediction): number | null {
  const matches = [...(prediction.logs ?? '').slice(-4000).matchAll(/(?:^|[\s|])(\d{1,3})%/g)]
  const last = matches.at(-1)?.[1]
  return last === undefined ? null : Math.min(Number(last), 99) / 100
}

/** True when this prediction was made with one of these reference URLs. */
export function usesAnyOf(prediction: Prediction, urls: readonly string[]): boolean {
  const { reference_images: images, reference_videos: videos } = prediction.input
  const used = [images, videos].flatMap((list) => (Array.isArray(list) ? list : []))
  return used.some((url) => typeof url === 'string' && urls.includes(url))
}
