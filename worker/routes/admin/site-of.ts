/** The site that an operator's request names in its path. */
import type { Context } from 'hono'
import * as v from 'valibot'
import { SiteIdSchema } from '../../contract/session.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { findSite } from '../../objects/site/directory.ts'
import type { Site } from '../../objects/site/site.ts'

/** The object of `:site`; refuses an id that no site has, without waking anything. */
export async function siteOf(c: Context<AppEnv, string>): Promise<DurableObjectStub<Site>> {
  const id = c.req.param('site')
  const stub = v.is(SiteIdSchema, id) ? await findSite(c.env, id) : null
  if (!stub) throw new Refusal('unknown-site')
  return stub
}
