/** Problem details (RFC 9457): the form of every refusal. `code` is stable. */
import * as v from 'valibot'
import { ChallengeSchema } from './session.ts'

/** Every code with its HTTP status and title. Clients may switch on a code; titles may change. */
export const PROBLEMS = {
  'malformed-json': [400, 'The body is not JSON'],
  'malformed-upload': [400, 'The upload request is not tus 1.0.0'],
  unauthenticated: [401, 'A token is needed'],
  'session-expired': [401, 'The session has expired'],
  'challenge-required': [401, 'A challenge has to be passed first'],
  'budget-exhausted': [402, 'The budget of this site is spent'],
  'storage-exhausted': [402, 'The storage of this site is full'],
  'origin-not-allowed': [403, 'This origin may not use this site'],
  'signature-required': [403, 'This video plays at a signed address only'],
  'insufficient-scope': [403, 'The token does not allow this'],
  'challenge-failed': [403, 'The challenge was not passed'],
  'not-found': [404, 'There is nothing here'],
  'unknown-site': [404, 'There is no such site'],
  'method-not-allowed': [405, 'This method is not allowed here'],
  'run-in-progress': [409, 'Another generation is still running'],
  'reference-not-ready': [409, 'A reference is not ready yet'],
  'site-exists': [409, 'A site with this id exists'],
  'too-many-keys': [409, 'The site has as many keys as it may have'],
  'reference-in-use': [409, 'A preset uses this reference'],
  'not-finished': [409, 'There is no finished video yet'],
  'too-many-hidden': [409, 'The site has as many private videos as it may have'],
  'offset-mismatch': [409, 'The upload is at another offset'],
  expired: [410, 'This has expired'],
  'length-required': [411, 'The length is missing'],
  'precondition-failed': [412, 'A precondition does not hold'],
  'too-large': [413, 'The file or body is too large'],
  'unsupported-media-type': [415, 'This media type is not accepted here'],
  'range-not-satisfiable': [416, 'There is no such range'],
  'invalid-input': [422, 'The input has mistakes'],
  'idempotency-conflict': [422, 'This idempotency key belongs to another request'],
  'upload-locked': [423, 'Another writer is sending this upload'],
  'rate-limited': [429, 'Too many requests'],
  'quota-exceeded': [429, 'The quota is used up'],
  'internal-error': [500, 'Something went wrong on our side'],
  'challenge-unavailable': [503, 'The challenge can’t be checked right now'],
  'storage-unavailable': [503, 'The storage does not answer at the moment'],
  'not-configured': [503, 'This deployment is not configured'],
  paused: [503, 'New generations are paused'],
} as const satisfies Record<string, readonly [number, string]>

export type ProblemCode = keyof typeof PROBLEMS

/** One mistake in the input: its place as a JSON pointer, a sentence for people, and a stable code. */
const InputErrorSchema = v.object({
  pointer: v.pipe(v.string(), v.description('JSON pointer into the body')),
  detail: v.string(),
  code: v.string(),
})
export type InputError = v.InferOutput<typeof InputErrorSchema>

/** The JSON pointer (RFC 6901) to the value under these nested keys; empty for the whole body. */
export function jsonPointer(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

export const ProblemSchema = v.object({
  type: v.pipe(v.string(), v.description('Names the problem; the same for the same code')),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  detail: v.string(),
  code: v.picklist(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
  request_id: v.string(),
  errors: v.optional(v.array(InputErrorSchema)),
  /** Seconds until a retry may succeed; the same as `Retry-After`. */
  retry_after: v.optional(v.pipe(v.number(), v.integer())),
  /** The limit that was reached, such as `budget.per_day`. */
  limit: v.optional(v.string()),
  /** The challenge that the visitor has to pass first. */
  challenge: v.optional(ChallengeSchema),
})
export type Problem = v.InferOutput<typeof ProblemSchema>
