/** `/v1/admin/pause` and `/resume`: the operator stops and restarts the sending of runs to the provider. */
import { Hono } from 'hono'
import type { AppEnv } from '../../http/context.ts'

/** The routes `/pause` and `/resume`, for the whole deployment. */
export const provider = new Hono<AppEnv>()

/** Until `resume`, no run is sent and no new run accepted; queued runs stay queued. */
provider.post('/pause', async (c) => {
  await c.env.DISPATCHER.getByName('provider').pause()
  return c.body(null, 204)
})

/** Sends queued runs in their order, and accepts new ones. */
provider.post('/resume', async (c) => {
  await c.env.DISPATCHER.getByName('provider').resume()
  return c.body(null, 204)
})
