/** `/v1/sessions`: short-lived tokens, for a page's visitor or a site's own customer. */
import { Hono } from 'hono'
import { refuseOtherMethods } from '../../http/allow.ts'
import { brake } from '../../http/brake.ts'
import type { AppEnv } from '../../http/context.ts'
import { crossOrigin } from '../../http/origin-gate.ts'
import { requireConfig, requireSession } from '../../http/require.ts'
import { mintForPage } from './for-page.ts'
import { mintForServer } from './for-server.ts'
import { tellOwn } from './own.ts'

export const sessions = new Hono<AppEnv>()

sessions.use(crossOrigin, requireConfig, brake)

/** A page has an Origin and no token; a site's own server has its secret key. */
sessions.post('/', (c) => (c.req.header('authorization') === undefined ? mintForPage(c) : mintForServer(c)))

/** Whoever holds a token, from its own origin, is told what it is good for. */
sessions.get('/', requireSession('generations'), tellOwn)

refuseOtherMethods(sessions)
