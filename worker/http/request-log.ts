/** Names each request, times it, and writes its one line. */
import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { log } from '../log.ts'
import type { AppEnv } from './context.ts'

/** An id of ours in a path: worth finding in the log, and no secret of the one who asks. */
const ID = /\/((?:gen|ref|site)_[a-z0-9]+)/

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
    // The pattern, because the path may hold what nobody should read.
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
