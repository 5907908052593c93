/** A draft: the visitor's choices before a video is asked for. */
import type { Input } from '../../worker/contract/input.ts'
import { ASPECT_RATIO_DEFAULT, DURATION_DEFAULT_SECONDS, RESOLUTION_DEFAULT } from '../../worker/contract/limits.ts'

/** The fields of the model's input that visitors choose. Without a shot type the model decides; without a seed it is random. */
export interface Draft {
  readonly prompt: string
  readonly negative_prompt: string
  readonly resolution: NonNullable<Input['resolution']>
  readonly aspect_ratio: NonNullable<Input['aspect_ratio']>
  readonly duration: number
  readonly shot_type?: Input['shot_type']
  readonly seed?: number | undefined
}

/** The model's defaults. */
export const EMPTY_DRAFT: Draft = Object.freeze({
  prompt: '',
  negative_prompt: '',
  resolution: RESOLUTION_DEFAULT,
  aspect_ratio: ASPECT_RATIO_DEFAULT,
  duration: DURATION_DEFAULT_SECONDS,
})
