/** `/openapi.json`: the OpenAPI document, which the build writes as a static file. */
import { Hono } from 'hono'
import type { AppEnv } from '../http/context.ts'
import { publicToAll } from '../http/origin-gate.ts'

/** Serves the file to every origin. */
export const openapi = new Hono<AppEnv>()

openapi.use(publicToAll)

openapi.get('/', (c) => c.env.ASSETS.fetch(c.req.raw))
