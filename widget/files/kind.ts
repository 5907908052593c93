/** What a reference can be, and what a file chooser offers for it. */
import { CLIP_TYPES, IMAGE_TYPES } from '../../worker/contract/limits.ts'

export type Kind = 'image' | 'video'

/** Exact types, so that an iPhone hands over JPEG instead of HEIC. */
export const ACCEPT = [...IMAGE_TYPES, ...CLIP_TYPES].join(',')
