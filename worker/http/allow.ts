/** Answers 405 with `Allow` where a path exists but not for this method: Hono alone would say 404. */
import type { Hono } from 'hono'
import type { AppEnv } from './context.ts'
import { problem } from './problem.ts'

/** Call it after a resource's last route. */
export function refuseOtherMethods(app: Hono<AppEnv>): Hono<AppEnv> {
  const methods = new Map<string, Set<string>>()
  for (const route of app.routes) {
    if (route.method === 'ALL') continue
    const known = methods.get(route.path) ?? new Set(['OPTIONS'])
    known.add(route.method)
    if (route.method === 'GET') known.add('HEAD')
    methods.set(route.path, known)
  }
  for (const [path, known] of methods) {
    app.all(path, (c) => problem(c, 'method-not-allowed', { headers: { allow: [...known].sort().join(', ') } }))
  }
  return app
}
