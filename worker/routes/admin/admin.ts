/** `/v1/admin`: the operator's API, one line per resource. */
import { Hono } from 'hono'
import type { AppEnv } from '../../http/context.ts'
import { crossOrigin, serversOnly } from '../../http/origin-gate.ts'
import { rateLimit } from '../../http/rate-limit.ts'
import { requireAdmin, requireConfig } from '../../http/require.ts'
import { generations } from './generations.ts'
import { keys } from './keys.ts'
import { provider } from './provider.ts'
import { references } from './references.ts'
import { sites } from './sites.ts'
import { subjects } from './subjects.ts'
import { usage } from './usage.ts'

/** All of the operator's routes, behind the admin token. */
export const admin = new Hono<AppEnv>()

admin.use(crossOrigin, serversOnly, requireConfig)
// A site's own server may erase its customers too, so this route stands before `requireAdmin`.
admin.use('/sites/:site/subjects/*', rateLimit)
admin.route('/sites/:site/subjects', subjects)
admin.use(requireAdmin)
admin.route('/sites', sites)
admin.route('/sites/:site/keys', keys)
admin.route('/', provider)
admin.route('/sites/:site/references', references)
admin.route('/sites/:site/generations', generations)
admin.route('/sites/:site/usage', usage)
