/** Operations of the service itself. */
import type { Operations } from './operation.ts'

export const SERVICE_OPERATIONS: Operations = {
  '/healthz': {
    get: {
      summary: 'What a monitor reads: names of what is wrong, never values.',
      answers: { 200: 'Health', 503: 'Health' },
      problems: [],
    },
  },
  '/openapi.json': { get: { summary: 'This document.', answers: { 200: 'OpenAPI 3.1.' }, problems: [] } },
}
