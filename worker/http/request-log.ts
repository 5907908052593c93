/** Gives each request an id, times it, and writes its line in the log. */
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { log } from '../log.ts'
import type { AppEnv } from './context.ts'

/** An id in a path that may be logged: support looks for it, and it opens nothing. */
const ID = /\/((?:gen|ref|site)_[a-z0-9]+)/

/** Sets `requestId`, `x-request-id` and `server-timing`, and logs the request after its answer. Has to be the first. */
export const requestLog = createMiddleware<AppEnv>(async (c, next) => {
  const began = Date.now()
  c.set('requestId', crypto.randomUUID())
  await next()
  const ms = Date.now() - began
  c.header('x-request-id', c.get('requestId'))
  c.header('server-timing', `worker;dur=${ms}`)
  const { code, session, generation } = c.var
  log('request', {
    request: c.get('requestId'),
    method: c.req.method,
    // The route's pattern: the path itself may contain tokens.
    route: routePath(c, -1),
    status: c.res.status,
    ...(code ? { code } : {}),
    ...(session ? { site: session.site } : {}),
    ...(generation ? { generation } : idIn(c.req.path)),
    ms,
  })
})

function idIn(path: string): Record<string, string> {
  const id = ID.exec(path)?.[1]
  return id ? { id } : {}
}
