/** What a session's holder may know of it and of its site: for pages whose own server hands out nothing but the token. */
import type { Context } from 'hono'
import type { SessionFacts } from '../../contract/session.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { findSite } from '../../objects/site/directory.ts'
import { tightened } from '../../objects/site/session-limits.ts'
import { siteView } from './site-view.ts'

export async function tellOwn(c: Context<AppEnv>): Promise<Response> {
  const { site: id, subject, limits } = c.get('session')
  const stub = await findSite(c.env, id)
  const site = await stub?.read()
  if (!stub || !site) throw new Refusal('unknown-site')
  const answer: SessionFacts = {
    subject,
    site: siteView(tightened(site, limits), await stub.remainingToday(subject, limits ?? null)),
    preview: c.get('config').mode === 'preview',
  }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
}
