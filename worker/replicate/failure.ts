/** Translates the provider's error texts into public failure codes. The provider's own words never reach a visitor. */
import type { Failure } from '../contract/generation.ts'

/** A failure as the wire has it. `retryable`: the same request may be asked for again. */
export type FailureFacts = { code: Failure; message: string; retryable: boolean }

/** The message that people read, for each code. */
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

/** The failure with this code. */
export function failure(code: Failure): FailureFacts {
  return { code, ...FAILURE_TEXTS[code] }
}

/** The failure for the `error` of a failed prediction. */
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
