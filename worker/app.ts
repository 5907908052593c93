/** The map of the service: the middleware of every request, then one line per resource. */
import { Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { AppEnv } from './http/context.ts'
import { problem, Refusal } from './http/problem.ts'
import { requestLog } from './http/request-log.ts'
import { logFault } from './log.ts'
import { admin } from './routes/admin/admin.ts'
import { generations } from './routes/generations/generations.ts'
import { health } from './routes/health.ts'
import { media } from './routes/media.ts'
import { openapi } from './routes/openapi.ts'
import { references } from './routes/references/references.ts'
import { sessions } from './routes/sessions/sessions.ts'
import { videos } from './routes/videos.ts'
import { webhooks } from './routes/webhooks.ts'

/** The whole API: workerd loads it, tests call it. */
export const app = new Hono<AppEnv>()

app.use(requestLog)
// Hono alone answers 404 where a path exists, but not for this method.
app.use(
  methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      return problem(c, 'method-not-allowed', { headers: { allow: [...methods, 'OPTIONS'].sort().join(', ') } })
    },
  }),
)

app.route('/v1/sessions', sessions)
app.route('/v1/references', references)
app.route('/v1/generations', generations)
app.route('/v1/videos', videos)
app.route('/v1/media', media)
app.route('/v1/webhooks', webhooks)
app.route('/v1/admin', admin)
app.route('/healthz', health)
app.route('/openapi.json', openapi)

app.notFound((c) => problem(c, 'not-found'))

app.onError((error, c) => {
  if (error instanceof Refusal) return problem(c, error.code, error.options)
  // The error's message goes into the log only: it may tell of the Worker's insides.
  logFault('request', error, { request: c.get('requestId') })
  return problem(c, 'internal-error')
})
