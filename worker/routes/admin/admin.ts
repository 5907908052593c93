/** `/v1/admin`: the operator's own routes, one line per resource. */
import { Hono } from 'hono'
import type { AppEnv } from '../../http/context.ts'
import { requireAdmin, requireConfig } from '../../http/require.ts'
import { keys } from './keys.ts'
import { sites } from './sites.ts'

export const admin = new Hono<AppEnv>()

admin.use(requireConfig, requireAdmin)
admin.route('/sites', sites)
admin.route('/sites/:site/keys', keys)
