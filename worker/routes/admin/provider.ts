/** `/v1/admin/pause` and `/resume`: the operator holds every create back, and lets them go on. */
import { Hono } from 'hono'
import type { AppEnv } from '../../http/context.ts'

export const provider = new Hono<AppEnv>()

/** Sends nothing and takes no new runs until `resume`; those that wait go on waiting. */
provider.post('/pause', async (c) => {
  await c.env.DISPATCHER.getByName('provider').pause()
  return c.body(null, 204)
})

provider.post('/resume', async (c) => {
  await c.env.DISPATCHER.getByName('provider').resume()
  return c.body(null, 204)
})
