/** Operations of the operator: every run of a site, and its own. */
import type { ProblemCode } from '../problem.ts'
import { GENERATION_OPERATIONS } from './generations.ts'
import { CALLER_PROBLEMS, INPUT_PROBLEMS, type Operations } from './operation.ts'

const OPERATOR: ProblemCode[] = ['unauthenticated', 'origin-not-allowed', 'unknown-site']
const asked = GENERATION_OPERATIONS['/v1/generations']?.post

export const OPERATOR_GENERATION_OPERATIONS: Operations = {
  '/v1/admin/sites/{site}/generations': {
    post: {
      summary: 'The operator’s own video. The budget binds it, what is for visitors doesn’t.',
      security: 'admin',
      body: 'GenerationRequest',
      ...(asked?.headers ? { headers: asked.headers } : {}),
      answers: { 200: 'AdminGeneration', 201: 'AdminGeneration' },
      problems: [...OPERATOR, ...(asked?.problems ?? []).filter((code) => !CALLER_PROBLEMS.includes(code))],
    },
    get: {
      summary: 'Every attempt that money was reserved for, newest first, with its name on the provider’s invoice.',
      security: 'admin',
      answers: { 200: 'AdminGenerationList' },
      problems: [...OPERATOR, 'invalid-input'],
    },
  },
  '/v1/admin/sites/{site}/generations/{id}': {
    get: {
      summary: 'The newest attempt of one of them.',
      security: 'admin',
      answers: { 200: 'AdminGeneration' },
      problems: [...OPERATOR, 'not-found'],
    },
    patch: {
      summary: 'Who may see the video, and what is said of it. A published one doesn’t expire.',
      security: 'admin',
      body: 'AdminGenerationPatch',
      answers: { 200: 'AdminGeneration' },
      problems: [...OPERATOR, ...INPUT_PROBLEMS, 'not-found', 'expired', 'not-finished', 'too-many-hidden'],
    },
    delete: {
      summary: 'Deletes it for everybody: a run is stopped, the video goes. What it cost stays in the books.',
      security: 'admin',
      answers: { 204: 'Gone.' },
      problems: [...OPERATOR, 'not-found'],
    },
  },
}
