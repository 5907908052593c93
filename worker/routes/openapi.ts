/** `/openapi.json`: this contract for programs, written when the project is built. */
import { Hono } from 'hono'
import type { AppEnv } from '../http/context.ts'
import { publicToAll } from '../http/origin-gate.ts'

export const openapi = new Hono<AppEnv>()

openapi.use(publicToAll)

openapi.get('/', (c) => c.env.ASSETS.fetch(c.req.raw))
