/** From the provider's inner reasons to our public ones: one switch, and the provider's own words never pass. */
import type { Failure } from '../contract/generation.ts'

export type FailureFacts = { code: Failure; message: string; retryable: boolean }

/** What people read, and whether the same request may be asked for again. */
const FAILURE_TEXTS: Record<Failure, { message: string; retryable: boolean }> = {
  'sensitive-content': {
    message: 'The model’s safety check stopped this one. Try other words or another picture.',
    retryable: false,
  },
  'provider-rejected': { message: 'The model did not accept this request.', retryable: false },
  'provider-failed': { message: 'The model could not finish this video. Trying again often helps.', retryable: true },
  'deadline-exceeded': { message: 'The model took too long, so the run was ended.', retryable: true },
  'storage-failed': { message: 'The video was made but could not be kept.', retryable: true },
  'reference-unreachable': { message: 'The model could not fetch a reference.', retryable: true },
}

/** The public facts of a failure with this code. */
export function failure(code: Failure): FailureFacts {
  return { code, ...FAILURE_TEXTS[code] }
}

/** The public reason for a failed prediction's `error`. */
export function failureOf(error: unknown): FailureFacts {
  const text = typeof error === 'string' ? error : JSON.stringify(error ?? '')
  if (/\(?E005\)?|flagged as sensitive|nsfw|sensitive content/i.test(text)) return failure('sensitive-content')
  if (
    /could not (be )?(fetch|download)|failed to (fetch|download)|unable to (fetch|download)|inaccessible/i.test(text)
  ) {
    return failure('reference-unreachable')
  }
  return failure('provider-failed')
}
