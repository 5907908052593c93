/** Operations of the operator: sites, its own references and generations, the way to the provider. */
import type { ProblemCode } from '../problem.ts'
import { CALLER_PROBLEMS, INPUT_PROBLEMS, type Operation, type Operations } from './operation.ts'
import { GENERATIONS, REFERENCES } from './visitor-operations.ts'

/** Problems of every operation below one site. */
const OF_A_SITE: ProblemCode[] = ['unauthenticated', 'origin-not-allowed', 'unknown-site']

const SITES: Operations = {
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

const PROVIDER: Operations = {
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

const asked = GENERATIONS['/v1/generations']?.post

const SITE_GENERATIONS: Operations = {
  '/v1/admin/sites/{site}/generations': {
    post: {
      summary: 'The operator’s own video. The budget binds it, what is for visitors doesn’t.',
      security: 'admin',
      body: 'GenerationRequest',
      ...(asked?.headers ? { headers: asked.headers } : {}),
      answers: { 200: 'AdminGeneration', 201: 'AdminGeneration' },
      problems: [...OF_A_SITE, ...(asked?.problems ?? []).filter((code) => !CALLER_PROBLEMS.includes(code))],
    },
    get: {
      summary: 'Every attempt that money was reserved for, newest first, with its name on the provider’s invoice.',
      security: 'admin',
      answers: { 200: 'AdminGenerationList' },
      problems: [...OF_A_SITE, 'invalid-input'],
    },
  },
  '/v1/admin/sites/{site}/generations/{id}': {
    get: {
      summary: 'The newest attempt of one of them.',
      security: 'admin',
      answers: { 200: 'AdminGeneration' },
      problems: [...OF_A_SITE, 'not-found'],
    },
    patch: {
      summary: 'Who may see the video, and what is said of it. A published one doesn’t expire.',
      security: 'admin',
      body: 'AdminGenerationPatch',
      answers: { 200: 'AdminGeneration' },
      problems: [...OF_A_SITE, ...INPUT_PROBLEMS, 'not-found', 'expired', 'not-finished', 'too-many-hidden'],
    },
    delete: {
      summary: 'Deletes it for everybody: a run is stopped, the video goes. What it cost stays in the books.',
      security: 'admin',
      answers: { 204: 'Gone.' },
      problems: [...OF_A_SITE, 'not-found'],
    },
  },
}

/** A visitor's operations on references, as the operator has them on its own. */
const SITE_REFERENCES: Operations = Object.fromEntries(
  Object.entries(REFERENCES)
    .filter(([path]) => path.startsWith('/v1/references'))
    .map(([path, operations]) => [
      path.replace('/v1/references', '/v1/admin/sites/{site}/references'),
      Object.fromEntries(Object.entries(operations).map(([method, of]) => [method, operators(method, of)])),
    ]),
)

function operators(method: string, { summary, problems, ...operation }: Operation): Operation {
  const own = problems.filter((code) => !CALLER_PROBLEMS.includes(code))
  const more = [...OF_A_SITE]
  if (method === 'delete') more.push('reference-in-use')
  return { ...operation, summary: `The operator’s: ${summary}`, security: 'admin', problems: [...own, ...more] }
}

export const OPERATOR_OPERATIONS: Operations = { ...SITES, ...PROVIDER, ...SITE_GENERATIONS, ...SITE_REFERENCES }
