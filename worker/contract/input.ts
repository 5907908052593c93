/**
 * The nine inputs of wan-2.7-r2v as a caller sends them: references are ids, all other values go to the model as they
 * are.
 */
import * as v from 'valibot'
import {
  ASPECT_RATIOS,
  DURATION_MAX_SECONDS,
  DURATION_MIN_SECONDS,
  NEGATIVE_PROMPT_MAX_CHARACTERS,
  PROMPT_MAX_CHARACTERS,
  REFERENCES_MAX,
  RESOLUTIONS,
  SEED_MAX,
  SHOT_TYPES,
} from './limits.ts'
import { rule, text } from './rule.ts'

const referenceList = (what: string) =>
  v.pipe(
    v.array(v.string('A reference is named by its id, such as "ref_…".'), `${what} has to be a list of reference ids.`),
    v.maxLength(REFERENCES_MAX, `At most ${REFERENCES_MAX} references can be used.`),
  )

const PromptSchema = v.pipe(
  text(PROMPT_MAX_CHARACTERS, 'The prompt'),
  rule('required', { minLength: 1 }, (value) => value.trim() !== '', 'The prompt is empty: say what should happen.'),
)

export const InputFields = {
  prompt: v.pipe(
    PromptSchema,
    v.description('What should happen. References are called "Image 1", "Video 1", in list order.'),
  ),
  reference_images: v.optional(referenceList('reference_images')),
  reference_videos: v.optional(referenceList('reference_videos')),
  negative_prompt: v.optional(text(NEGATIVE_PROMPT_MAX_CHARACTERS, 'The negative prompt')),
  resolution: v.optional(v.picklist(RESOLUTIONS, `resolution is one of ${RESOLUTIONS.join(', ')}.`)),
  aspect_ratio: v.optional(v.picklist(ASPECT_RATIOS, `aspect_ratio is one of ${ASPECT_RATIOS.join(', ')}.`)),
  duration: v.optional(
    v.pipe(
      v.number('duration is a whole number of seconds.'),
      v.integer('duration is a whole number of seconds.'),
      v.minValue(DURATION_MIN_SECONDS, `duration is ${DURATION_MIN_SECONDS} seconds at least.`),
      v.maxValue(DURATION_MAX_SECONDS, `duration is ${DURATION_MAX_SECONDS} seconds at most.`),
    ),
  ),
  shot_type: v.optional(v.picklist(SHOT_TYPES, `shot_type is one of ${SHOT_TYPES.join(', ')}.`)),
  seed: v.optional(
    v.pipe(
      v.number('seed is a whole number.'),
      v.integer('seed is a whole number.'),
      v.minValue(0, 'seed is 0 at least.'),
      v.maxValue(SEED_MAX, `seed is ${SEED_MAX} at most.`),
    ),
  ),
}

export const InputSchema = v.strictObject(InputFields, 'This field is not one of the model’s inputs.')

/** The model's inputs as a caller sends them. */
export type Input = v.InferOutput<typeof InputSchema>

/** Some of the inputs: they override a preset's. */
export const PartialInputSchema = v.partial(InputSchema)
export type PartialInput = v.InferOutput<typeof PartialInputSchema>

/** An input with every default filled in; an absent `shot_type` or `negative_prompt` stays absent. */
export type FilledInput = Omit<Input, Defaulted> & { [Field in Defaulted]: NonNullable<Input[Field]> }
type Defaulted = 'reference_images' | 'reference_videos' | 'resolution' | 'aspect_ratio' | 'duration'
