/** Operations of the operator: the way to the provider. */
import type { Operations } from './operation.ts'

export const ADMIN_PROVIDER_OPERATIONS: Operations = {
  '/v1/admin/pause': {
    post: {
      summary: 'Sends no run to the provider and takes no new ones; those that wait go on waiting.',
      security: 'admin',
      answers: { 204: 'Paused, also when it was before.' },
      problems: ['unauthenticated'],
    },
  },
  '/v1/admin/resume': {
    post: {
      summary: 'Lets those who wait go on, in their order, and takes new runs again.',
      security: 'admin',
      answers: { 204: 'Not paused, also when it wasn’t before.' },
      problems: ['unauthenticated'],
    },
  },
}
