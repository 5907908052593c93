/** Operations of the operator: sites. */
import { INPUT_PROBLEMS, type Operations } from './operation.ts'

export const SITE_OPERATIONS: Operations = {
  '/v1/admin/sites': {
    post: {
      summary: 'Makes a site. Every field but its id and name has a careful default.',
      security: 'admin',
      body: 'SiteCreate',
      answers: { 201: 'Site' },
      problems: [...INPUT_PROBLEMS, 'unauthenticated', 'site-exists'],
    },
  },
  '/v1/admin/sites/{id}': {
    get: {
      summary: 'A site’s record.',
      security: 'admin',
      answers: { 200: 'Site' },
      problems: ['unauthenticated', 'unknown-site'],
    },
    patch: {
      summary: 'Changes parts of a site’s record.',
      security: 'admin',
      body: 'SitePatch',
      answers: { 200: 'Site' },
      problems: [...INPUT_PROBLEMS, 'unauthenticated', 'unknown-site'],
    },
  },
}
