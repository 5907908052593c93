/** Replicate's error answers, word for word where real ones are known. */
import type { Answer } from './answer.ts'

export type InvalidField = { type: string; field: string; description: string }

function problem(status: number, title: string, detail: string, more: object = {}, headers = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    json: { title, detail, status, ...more },
  }
}

/** The answer to a call without a token. */
export function unauthenticated(): Answer {
  return problem(401, 'Unauthenticated', 'You did not pass a valid authentication token')
}

/** A token that is not accepted; the newer of the two bodies. */
export function invalidToken(): Answer {
  return problem(401, 'Authentication required', 'Invalid or expired API token.')
}

export function insufficientCredit(): Answer {
  const detail =
    'You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit.'
  return problem(402, 'Insufficient credit', detail)
}

export function notFound(): Answer {
  return problem(404, 'Not found', 'The requested resource could not be found.')
}

export function badRequest(detail: string): Answer {
  return problem(400, 'Bad request', detail)
}

/** One line a field, as the validator of Cog prints them. */
export function invalidInput(fields: InvalidField[]): Answer {
  const detail = fields.map(({ field, description }) => `- ${field}: ${description}\n`).join('')
  return problem(422, 'Input validation failed', detail, { invalid_fields: fields })
}

export function invalidVersion(): Answer {
  const detail =
    "The specified version does not exist (or perhaps you don't have permission to use it?)\nYou must specify a version that exists."
  return problem(422, 'Invalid version or not permitted', detail)
}

/** The real body of an account with little credit: what it tells of the operator must never reach a visitor. */
export function throttled(retryAfter: number | null, withHeader: boolean): Answer {
  const resets = retryAfter === null ? '' : ` Your rate limit resets in ~${retryAfter}s.`
  const detail =
    'Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of ' +
    `1 requests while you have less than $5.0 in credit.${resets}`
  return {
    status: 429,
    headers: {
      'content-type': 'application/json',
      ...(withHeader && retryAfter !== null && { 'retry-after': String(retryAfter) }),
    },
    json: { detail, status: 429, ...(retryAfter !== null && { retry_after: retryAfter }) },
  }
}

/** Replicate's own words at a fault of its own are unknown: this is a gateway's answer. */
export function serverError(status: number): Answer {
  const headers = { 'content-type': 'text/html; charset=utf-8' }
  return { status, headers, text: `<html><body><h1>${status} The service is not available.</h1></body></html>` }
}

export function fileTooLarge(): Answer {
  return {
    status: 413,
    headers: { 'content-type': 'application/problem+json' },
    json: { detail: 'Files must be less than 100MB in size' },
  }
}
