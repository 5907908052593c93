/** What tus 1.0.0 wants to be told about this server, once. */
import { CLIP_MAX_BYTES } from '../contract/limits.ts'

export const TUS_VERSION = '1.0.0'

export const TUS_HEADERS = {
  'tus-resumable': TUS_VERSION,
  'tus-version': TUS_VERSION,
  'tus-extension': 'creation,creation-with-upload,termination,expiration',
  'tus-max-size': String(CLIP_MAX_BYTES),
} as const
