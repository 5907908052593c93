/** Operations for the provider. */
import type { Operations } from './operation.ts'

export const PROVIDER_OPERATIONS: Operations = {
  '/v1/media/{token}/{name}': {
    get: {
      summary: 'A reference’s bytes for the provider, by signed URL.',
      answers: { 200: 'The bytes.', 206: 'A part of them.' },
      problems: ['not-found'],
    },
  },
  '/v1/webhooks/replicate/{generation}/{capability}': {
    post: {
      summary: 'Signed news of a prediction, from the provider.',
      answers: { 204: 'Taken, also when seen before.' },
      problems: ['unauthenticated', 'not-found', 'malformed-json', 'too-large'],
    },
  },
}
