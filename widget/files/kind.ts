/**
 * The kinds of reference, and the types that a file chooser offers: all of files/ that a page loads before a file is
 * chosen.
 */
import { CLIP_TYPES, IMAGE_TYPES } from '../../worker/contract/limits.ts'

/** The kinds of references. */
export type Kind = 'image' | 'video'

/** The `accept` attribute: exact types, so that an iPhone converts HEIC to JPEG itself. */
export const ACCEPT = [...IMAGE_TYPES, ...CLIP_TYPES].join(',')
