/** `/healthz`: what a monitor reads; names of what is wrong, never values. */
import { Hono } from 'hono'
import { version } from '../../package.json'
import { readConfig } from '../config.ts'
import type { Health } from '../contract/health.ts'
import { refuseOtherMethods } from '../http/allow.ts'
import type { AppEnv } from '../http/context.ts'
import { publicToAll } from '../http/origin-gate.ts'

export const health = new Hono<AppEnv>()

health.use(publicToAll)

health.get('/', async (c) => {
  const config = await readConfig(c.env)
  const mode = c.env.PREVIEW === '1' ? 'preview' : 'replicate'
  const answer: Health = { status: 'ok', version, mode }
  if (!config.ok) {
    answer.status = 'not-configured'
    answer.missing = config.missing
  } else {
    const refused = await c.env.DISPATCHER.getByName('provider').state()
    if (refused) {
      answer.status = refused === 'unreachable' ? 'provider-down' : 'provider-refuses'
      answer.provider = refused
    }
  }
  return c.json(answer, answer.status === 'ok' ? 200 : 503, { 'cache-control': 'no-store' })
})

refuseOtherMethods(health)
