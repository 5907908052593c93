/** The site in the path of an operator's request: its object, and the operator as one of its subjects. */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { SiteIdSchema } from '../../contract/session.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { findSite } from '../../objects/site/directory.ts'
import { operatorOf } from '../../objects/site/operator.ts'
import type { Site } from '../../objects/site/site.ts'
import { SCOPES } from '../../signing/session.ts'

/** The Site object of `:site`. Refuses an id that no site has, without waking an object. */
export async function siteOf(c: Context<AppEnv, string>): Promise<DurableObjectStub<Site>> {
  const id = c.req.param('site')
  const stub = v.is(SiteIdSchema, id) ? await findSite(c.env, id) : null
  if (!stub) throw new Refusal('unknown-site')
  return stub
}

/** Lets the operator use a visitor's routes, as a subject of the site in the path. Refuses a site without a record. */
export const asOperator = createMiddleware<AppEnv>(async (c, next) => {
  const site = await (await siteOf(c)).read()
  if (!site) throw new Refusal('unknown-site')
  c.set('session', { site: site.id, origin: null, subject: operatorOf(site.id), scopes: [...SCOPES] })
  await next()
})
