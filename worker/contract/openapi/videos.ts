/** Operations of stored videos. */
import type { Operations } from './operation.ts'

export const VIDEO_OPERATIONS: Operations = {
  '/v1/videos/{id}.mp4': {
    get: {
      summary: 'The video itself, with ranges and conditions. ?download=1 asks for a file.',
      answers: { 200: 'The mp4.', 206: 'A part of it.', 304: 'Nothing has changed.' },
      problems: ['not-found', 'signature-required', 'precondition-failed', 'range-not-satisfiable'],
    },
  },
  '/v1/videos/{id}': {
    get: {
      summary: 'What a player may know of a video.',
      answers: { 200: 'VideoFacts' },
      problems: ['not-found', 'signature-required'],
    },
  },
}
