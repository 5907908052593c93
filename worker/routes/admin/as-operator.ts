/** Lets the operator use a visitor's routes: as a subject of the site in the path. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { operatorOf } from '../../objects/site/operator.ts'
import { SCOPES } from '../../signing/session.ts'
import { siteOf } from './site-of.ts'

export const asOperator = createMiddleware<AppEnv>(async (c, next) => {
  const site = await (await siteOf(c)).read()
  if (!site) throw new Refusal('unknown-site')
  c.set('session', { site: site.id, origin: null, subject: operatorOf(site.id), scopes: [...SCOPES] })
  await next()
})
