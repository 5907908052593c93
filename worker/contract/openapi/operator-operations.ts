/** Operations for the operator: sites, their generations, the operator's own references, pausing the provider. */
import type { ProblemCode } from '../problem.ts'
import { CALLER_PROBLEMS, INPUT_PROBLEMS, type Operation, type Operations } from './operation.ts'
import { GENERATIONS, REFERENCES } from './visitor-operations.ts'

/** Problems that operations on one site share. */
const OF_A_SITE: ProblemCode[] = ['unauthenticated', 'origin-not-allowed', 'unknown-site']

const SITES: Operations = {
  '/v1/admin/sites': {
    post: {
      summary: 'Creates a site. Every field but id and name has a small default.',
      security: 'admin',
      body: 'SiteCreate',
      answers: { 201: 'Site' },
      problems: [...INPUT_PROBLEMS, 'unauthenticated', 'site-exists', 'reference-not-ready'],
    },
    get: {
      summary: 'All sites in the order of their ids, a page at a time; ?cursor= asks for the next page.',
      security: 'admin',
      answers: { 200: 'SiteList' },
      problems: ['unauthenticated', 'invalid-input'],
    },
  },
  '/v1/admin/sites/{site}': {
    delete: {
      summary: 'Deletes a site with its generations, videos and references. Runs are canceled first.',
      security: 'admin',
      answers: { 202: 'ListedSite', 204: 'Deleted.' },
      problems: ['unauthenticated', 'unknown-site'],
    },
    get: {
      summary: 'A site’s record; while the site is being deleted, also how much is left.',
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
      summary: 'Creates a secret key for the site’s own server. Two may exist, so that a rotation leaves no gap.',
      security: 'admin',
      answers: { 201: 'NewSiteKey' },
      problems: ['unauthenticated', 'unknown-site', 'too-many-keys'],
    },
    get: {
      summary: 'The site’s keys without their secrets.',
      security: 'admin',
      answers: { 200: 'SiteKeyList' },
      problems: ['unauthenticated', 'unknown-site'],
    },
  },
  '/v1/admin/sites/{site}/subjects/{subject}': {
    delete: {
      summary: 'Erases everything of one subject. The site’s own secret key may ask for this too.',
      security: 'admin',
      answers: { 200: 'Erasure' },
      problems: ['unauthenticated', 'unknown-site'],
    },
  },
  '/v1/admin/sites/{site}/keys/{key}': {
    delete: {
      summary: 'Deletes a key, which is refused from then on.',
      security: 'admin',
      answers: { 204: 'Deleted.' },
      problems: ['unauthenticated', 'unknown-site', 'not-found'],
    },
  },
  '/v1/admin/sites/{site}/usage': {
    get: {
      summary: 'Usage by day in UTC: ?from=2026-11-01&to=2026-11-30, both included; by default the last 30 days.',
      security: 'admin',
      answers: { 200: 'Usage' },
      problems: ['unauthenticated', 'unknown-site', 'invalid-input'],
    },
  },
}

const PROVIDER: Operations = {
  '/v1/admin/pause': {
    post: {
      summary: 'Sends no run to the provider and accepts no new runs; queued runs stay queued.',
      security: 'admin',
      answers: { 204: 'Paused, whether or not it was before.' },
      problems: ['unauthenticated'],
    },
  },
  '/v1/admin/resume': {
    post: {
      summary: 'Sends queued runs in their order and accepts new runs again.',
      security: 'admin',
      answers: { 204: 'Not paused, whether or not it was before.' },
      problems: ['unauthenticated'],
    },
  },
}

/** A visitor's `POST`, whose headers and problems the operator's has too. */
const asked = GENERATIONS['/v1/generations']?.post

const SITE_GENERATIONS: Operations = {
  '/v1/admin/sites/{site}/generations': {
    post: {
      summary: 'Asks for a video as the operator. The site’s budget applies, its limits for visitors don’t.',
      security: 'admin',
      body: 'GenerationRequest',
      ...(asked?.headers ? { headers: asked.headers } : {}),
      answers: { 200: 'AdminGeneration', 201: 'AdminGeneration' },
      problems: [...OF_A_SITE, ...(asked?.problems ?? []).filter((code) => !CALLER_PROBLEMS.includes(code))],
    },
    get: {
      summary: 'Every attempt that reserved money, newest first, with the provider’s id of its prediction.',
      security: 'admin',
      answers: { 200: 'AdminGenerationList' },
      problems: [...OF_A_SITE, 'invalid-input'],
    },
  },
  '/v1/admin/sites/{site}/generations/{id}': {
    get: {
      summary: 'The newest attempt of one generation.',
      security: 'admin',
      answers: { 200: 'AdminGeneration' },
      problems: [...OF_A_SITE, 'not-found'],
    },
    patch: {
      summary: 'Changes who may see the video, and its metadata. A published video doesn’t expire.',
      security: 'admin',
      body: 'AdminGenerationPatch',
      answers: { 200: 'AdminGeneration' },
      problems: [...OF_A_SITE, ...INPUT_PROBLEMS, 'not-found', 'expired', 'not-finished', 'too-many-hidden'],
    },
    delete: {
      summary: 'Deletes a generation for everybody, with its video; a run is canceled. The cost stays in the books.',
      security: 'admin',
      answers: { 204: 'Deleted.' },
      problems: [...OF_A_SITE, 'not-found'],
    },
  },
}

/** The operations on references, with the operator's paths and problems. */
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

/** All operations of this file. */
export const OPERATOR_OPERATIONS: Operations = { ...SITES, ...PROVIDER, ...SITE_GENERATIONS, ...SITE_REFERENCES }
