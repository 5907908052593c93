/** Reads a prediction out of Replicate's JSON: the fields that Refreel uses, each checked for its type. */
import * as v from 'valibot'

const nullableText = v.fallback(v.nullish(v.string()), null)

const PredictionSchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,128}$/)),
  // An unknown status counts as unfinished: the next poll tells more.
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
/** The fields of a prediction that Refreel uses. */
export type Prediction = v.InferOutput<typeof PredictionSchema>

/** The prediction in the provider's JSON; null where it has another form. */
export function readPrediction(value: unknown): Prediction | null {
  const parsed = v.safeParse(PredictionSchema, value)
  return parsed.success ? parsed.output : null
}

/** The URL of the mp4: this model gives one string, others give a list; null before the end. */
export function outputUrl(prediction: Prediction): string | null {
  const { output } = prediction
  return typeof output === 'string' ? output : (output?.[0] ?? null)
}

/** Characters at the end of a log that are searched for progress: some dozens of lines. Ours. */
const LOG_TAIL_CHARACTERS = 4000

/** The last percentage in the log, as a fraction below 1; null where the log has none. */
export function fractionOf(prediction: Prediction): number | null {
  const matches = [...(prediction.logs ?? '').slice(-LOG_TAIL_CHARACTERS).matchAll(/(?:^|[\s|])(\d{1,3})%/g)]
  const last = matches.at(-1)?.[1]
  return last === undefined ? null : Math.min(Number(last), 99) / 100
}

/** True where the prediction's input names one of these reference URLs. */
export function usesAnyOf(prediction: Prediction, urls: readonly string[]): boolean {
  const { reference_images: images, reference_videos: videos } = prediction.input
  const used = [images, videos].flatMap((list) => (Array.isArray(list) ? list : []))
  return used.some((url) => typeof url === 'string' && urls.includes(url))
}
