/** `/healthz`: the deployment's state for monitors; names of settings and states, never values. */
import { Hono } from 'hono'
import { version } from '../../package.json'
import { readConfig } from '../config.ts'
import type { Health } from '../contract/admin.ts'
import type { AppEnv } from '../http/context.ts'
import { publicToAll } from '../http/origin-gate.ts'

/** 200 when the deployment works, 503 otherwise. */
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
    const { paused, provider } = await c.env.DISPATCHER.getByName('provider').status()
    if (provider) {
      answer.status = provider === 'unreachable' ? 'provider-down' : 'provider-refuses'
      answer.provider = provider
    }
    if (paused) answer.status = 'paused'
  }
  return c.json(answer, answer.status === 'ok' ? 200 : 503, { 'cache-control': 'no-store' })
})
