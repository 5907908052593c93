/**
 * Holds back who asks too fast from one address, before anything is looked at. The platform's own counter: it counts
 * loosely, and at each of its locations apart, so it is a brake and no budget; what may be spent is counted elsewhere.
 */
import { createMiddleware } from 'hono/factory'
import { BRAKE_REQUESTS, BRAKE_SECONDS } from '../contract/limits.ts'
import { logFault } from '../log.ts'
import { addressHash } from '../signing/address.ts'
import { callerAddress, isLoopbackAddress } from './address.ts'
import type { AppEnv } from './context.ts'
import { limitRefusal } from './rate-limit.ts'

export const brake = createMiddleware<AppEnv>(async (c, next) => {
  const address = callerAddress(c)
  // Nobody comes through Cloudflare from there: this is somebody's own machine.
  if (!isLoopbackAddress(address) && !(await isSlowEnough(c.env, c.get('config').idKey, address))) {
    const policy = { quota: BRAKE_REQUESTS, windowSeconds: BRAKE_SECONDS }
    const resetsAt = Date.now() + BRAKE_SECONDS * 1000
    const detail = 'Too many requests come from this address: wait a minute.'
    throw limitRefusal('rate-limited', { name: 'brake', remaining: 0, resetsAt, policy }, { detail })
  }
  await next()
})

async function isSlowEnough({ BRAKE }: Env, idKey: CryptoKey, address: string): Promise<boolean> {
  try {
    return (await BRAKE.limit({ key: await addressHash(idKey, 'brake', address) })).success
  } catch (error) {
    // The budgets hold without it, so a counter that fails stops nobody.
    logFault('brake', error)
    return true
  }
}
