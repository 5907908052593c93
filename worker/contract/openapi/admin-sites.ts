/** Operations of the operator: sites. */
import { INPUT_PROBLEMS, type Operations } from './operation.ts'

export const SITE_OPERATIONS: Operations = {
  '/v1/admin/sites': {
    post: {
      summary: 'Makes a site. Every field but its id and name has a careful default.',
      security: 'admin',
      body: 'SiteCreate',
      answers: { 201: 'Site' },
      problems: [...INPUT_PROBLEMS, 'unauthenticated', 'site-exists', 'reference-not-ready'],
    },
    get: {
      summary: 'All sites in the order of their ids, a page at a time; the next begins after ?cursor=.',
      security: 'admin',
      answers: { 200: 'SiteList' },
      problems: ['unauthenticated', 'invalid-input'],
    },
  },
  '/v1/admin/sites/{site}': {
    delete: {
      summary: 'Deletes a site and all that is its: generations, videos, references. Runs are stopped first.',
      security: 'admin',
      answers: { 202: 'ListedSite', 204: 'Gone.' },
      problems: ['unauthenticated', 'unknown-site'],
    },
    get: {
      summary: 'A site’s record; while it is being deleted, also what is left.',
      security: 'admin',
      answers: { 200: 'ListedSite' },
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
  '/v1/admin/sites/{site}/keys': {
    post: {
      summary:
        'Makes a secret key for the site’s own server. Two may live at a time, so that they change without a gap.',
      security: 'admin',
      answers: { 201: 'NewSiteKey' },
      problems: ['unauthenticated', 'unknown-site', 'too-many-keys'],
    },
    get: {
      summary: 'The keys that live, without their secrets.',
      security: 'admin',
      answers: { 200: 'SiteKeyList' },
      problems: ['unauthenticated', 'unknown-site'],
    },
  },
  '/v1/admin/sites/{site}/subjects/{subject}': {
    delete: {
      summary: 'Erases all that one subject left. The site’s own secret key opens this too.',
      security: 'admin',
      answers: { 200: 'Erasure' },
      problems: ['unauthenticated', 'unknown-site'],
    },
  },
  '/v1/admin/sites/{site}/keys/{key}': {
    delete: {
      summary: 'Deletes a key: it opens nothing from now on.',
      security: 'admin',
      answers: { 204: 'Gone.' },
      problems: ['unauthenticated', 'unknown-site', 'not-found'],
    },
  },
  '/v1/admin/sites/{site}/usage': {
    get: {
      summary: 'What was used, by day in UTC: ?from=2026-11-01&to=2026-11-30, both included; the last 30 days else.',
      security: 'admin',
      answers: { 200: 'Usage' },
      problems: ['unauthenticated', 'unknown-site', 'invalid-input'],
    },
  },
}
