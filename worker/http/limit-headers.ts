/** Tells what is left of a limit, in the header fields of draft-ietf-httpapi-ratelimit-headers-10. */
import type { ProblemCode } from '../contract/problem.ts'
import { DAY_MS } from '../contract/time.ts'
import { type ProblemOptions, Refusal } from './problem.ts'

/** One limit and what is left of it. */
export type Limit = {
  /** The limit's name in a problem's `limit`, such as `quota.sessions_per_address_per_hour`. */
  name: string
  remaining: number
  /** When the limit starts anew (ms since 1970); absent for a limit that no clock renews. */
  resetsAt?: number
  /** The whole limit; absent where only the operator may know it. */
  policy?: Policy
}

/** A whole limit: `quota` requests (or another unit) in each window. */
export type Policy = { quota: number; windowSeconds?: number; unit?: 'content-bytes' | 'concurrent-requests' }

/** A subject's daily quota, from an object's answer. */
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

/** `RateLimit`, and `RateLimit-Policy` for a limit with a policy; no headers for an infinite limit. */
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

/** The refusal of a caller who reached a limit: names the limit, and when a retry may succeed. */
export function limitRefusal(code: ProblemCode, limit: Limit, options: ProblemOptions = {}): Refusal {
  return new Refusal(code, {
    limit: limit.name,
    ...(limit.resetsAt === undefined ? {} : { retryAfter: secondsUntil(limit.resetsAt) }),
    ...options,
    headers: { ...rateLimitHeaders(limit), ...options.headers },
  })
}

/** Whole seconds until `at` (ms), at least 1, as `Retry-After` needs them. */
function secondsUntil(at: number): number {
  return Math.max(1, Math.ceil((at - Date.now()) / 1000))
}
