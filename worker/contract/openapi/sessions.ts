/** Operations of sessions. */
import { INPUT_PROBLEMS, type Operations } from './operation.ts'

export const SESSION_OPERATIONS: Operations = {
  '/v1/sessions': {
    post: {
      summary: 'A page of an allowed origin gets a session for one visitor.',
      body: 'SessionRequest',
      answers: { 201: 'Session' },
      problems: [
        ...INPUT_PROBLEMS,
        'unknown-site',
        'origin-not-allowed',
        'challenge-required',
        'challenge-failed',
        'challenge-unavailable',
        'rate-limited',
      ],
    },
  },
}
