/** Operations of sessions. */
import { CALLER_PROBLEMS, INPUT_PROBLEMS, type Operations } from './operation.ts'

export const SESSION_OPERATIONS: Operations = {
  '/v1/sessions': {
    post: {
      summary:
        'A page of an allowed origin gets a session for one visitor, a site’s own server for one of its customers.',
      security: 'page-or-key',
      body: 'SessionRequest',
      answers: { 201: 'Session' },
      problems: [
        ...INPUT_PROBLEMS,
        'unauthenticated',
        'unknown-site',
        'origin-not-allowed',
        'challenge-required',
        'challenge-failed',
        'challenge-unavailable',
        'rate-limited',
      ],
    },
    get: {
      summary: 'What a session’s holder is told of the site: its presets, what they may do, and what is left of today.',
      security: 'session',
      answers: { 200: 'SessionFacts' },
      problems: [...CALLER_PROBLEMS, 'unknown-site'],
    },
  },
}
