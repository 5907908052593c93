/** What is left of a limit, told in the header fields of draft-ietf-httpapi-ratelimit-headers-10. */
import type { ProblemCode } from '../contract/problem.ts'
import { DAY_MS } from '../contract/time.ts'
import { type ProblemOptions, Refusal } from './problem.ts'

export type Limit = {
  /** As in a problem's `limit`, such as `quota.sessions_per_address_per_hour`. */
  name: string
  remaining: number
  /** When there is more again, in milliseconds since 1970; absent where no clock decides that. */
  resetsAt?: number
  /** How much there is in all; absent where that is the operator's own affair. */
  policy?: Policy
}

export type Policy = { quota: number; windowSeconds?: number; unit?: 'content-bytes' | 'concurrent-requests' }

/** A subject's quota for the day, as objects tell it. */
export function dailyLimit(
  { limit, cap, remaining, resetsAt }: { limit: string; cap: number; remaining: number; resetsAt: number },
  unit?: 'content-bytes',
): Limit {
  return {
    name: limit,
    remaining,
    resetsAt,
    policy: { quota: cap, windowSeconds: DAY_MS / 1000, ...(unit ? { unit } : {}) },
  }
}

/** `RateLimit`, and `RateLimit-Policy` where the whole is told; nothing where there is no end to it. */
export function rateLimitHeaders({ name, remaining, resetsAt, policy }: Limit): Record<string, string> {
  if (!Number.isFinite(remaining)) return {}
  const reset = resetsAt === undefined ? '' : `;t=${secondsUntil(resetsAt)}`
  const unit = policy?.unit === undefined ? '' : `;qu="${policy.unit}"`
  const window = policy?.windowSeconds === undefined ? '' : `;w=${policy.windowSeconds}`
  return {
    ratelimit: `"${name}";r=${remaining}${reset}`,
    ...(policy ? { 'ratelimit-policy': `"${name}";q=${policy.quota}${unit}${window}` } : {}),
  }
}

/** The refusal of who has come to a limit: which one, and when it ends. */
export function limitRefusal(code: ProblemCode, limit: Limit, options: ProblemOptions = {}): Refusal {
  return new Refusal(code, {
    limit: limit.name,
    ...(limit.resetsAt === undefined ? {} : { retryAfter: secondsUntil(limit.resetsAt) }),
    ...options,
    headers: { ...rateLimitHeaders(limit), ...options.headers },
  })
}

/** Whole seconds until a time, one at least: how `Retry-After` tells it. */
function secondsUntil(at: number): number {
  return Math.max(1, Math.ceil((at - Date.now()) / 1000))
}
