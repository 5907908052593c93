/**
 * Slows down an address that asks too fast, before anything else is looked at. Cloudflare's counter is approximate, and
 * each location counts by itself; what may be spent is counted exactly in the Site object.
 */
import { createMiddleware } from 'hono/factory'
import { RATE_LIMIT_REQUESTS, RATE_LIMIT_SECONDS } from '../contract/limits.ts'
import { logFault } from '../log.ts'
import { addressHash } from '../signing/ids.ts'
import { callerAddress, isLoopbackAddress } from './address.ts'
import type { AppEnv } from './context.ts'
import { limitRefusal } from './limit-headers.ts'

/** The limit's name in a problem's `limit` and in the `RateLimit` headers. */
const LIMIT_NAME = 'requests_per_address_per_minute'

/** Refuses requests of an address that is over its limit with 429 `rate-limited`; needs `requireConfig` before it. */
export const rateLimit = createMiddleware<AppEnv>(async (c, next) => {
  const address = callerAddress(c)
  // No request that comes through Cloudflare has a loopback address: this Worker runs on the caller's own machine.
  if (!isLoopbackAddress(address) && !(await isWithinLimit(c.env, c.get('config').idKey, address))) {
    const policy = { quota: RATE_LIMIT_REQUESTS, windowSeconds: RATE_LIMIT_SECONDS }
    const resetsAt = Date.now() + RATE_LIMIT_SECONDS * 1000
    const detail = 'Too many requests come from this address: wait a minute.'
    throw limitRefusal('rate-limited', { name: LIMIT_NAME, remaining: 0, resetsAt, policy }, { detail })
  }
  await next()
})

async function isWithinLimit({ RATE_LIMIT }: Env, idKey: CryptoKey, address: string): Promise<boolean> {
  try {
    return (await RATE_LIMIT.limit({ key: await addressHash(idKey, 'rate-limit', address) })).success
  } catch (error) {
    // Budgets hold without the counter, so a counter that fails lets everybody through.
    logFault('rate-limit', error)
    return true
  }
}
