/** The kinds of reference, and the types that a file chooser offers. */
import { CLIP_TYPES, IMAGE_TYPES } from '../../worker/contract/limits.ts'

export type Kind = 'image' | 'video'

/** The `accept` attribute: exact types, so that an iPhone converts HEIC to JPEG itself. */
export const ACCEPT = [...IMAGE_TYPES, ...CLIP_TYPES].join(',')
