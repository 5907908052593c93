/** `/v1/sessions`: a page of an allowed origin gets a short-lived token for one visitor. */
import { Hono } from 'hono'
import { refuseOtherMethods } from '../../http/allow.ts'
import type { AppEnv } from '../../http/context.ts'
import { crossOrigin } from '../../http/origin-gate.ts'
import { requireConfig } from '../../http/require.ts'
import { mintForPage } from './for-page.ts'

export const sessions = new Hono<AppEnv>()

sessions.use(crossOrigin, requireConfig)

sessions.post('/', (c) => mintForPage(c))

refuseOtherMethods(sessions)
