/** `/v1/sessions`: short-lived tokens, for a page's visitor or a site's own customer. */
import { Hono } from 'hono'
import type { SessionFacts } from '../../contract/session.ts'
import type { AppEnv } from '../../http/context.ts'
import { crossOrigin } from '../../http/origin-gate.ts'
import { Refusal } from '../../http/problem.ts'
import { rateLimit } from '../../http/rate-limit.ts'
import { requireConfig, requireSession } from '../../http/require.ts'
import { findSite } from '../../objects/site/directory.ts'
import { tightened } from '../../objects/site/session-limits.ts'
import { issueForPage } from './for-page.ts'
import { issueForServer } from './for-server.ts'
import { siteView } from './site-view.ts'

/** Both routes; `POST` is the only one that takes a request without a token. */
export const sessions = new Hono<AppEnv>()

sessions.use(crossOrigin, requireConfig, rateLimit)

/** A request with `Authorization` comes from a site's server, any other from a page. */
sessions.post('/', (c) => (c.req.header('authorization') === undefined ? issueForPage(c) : issueForServer(c)))

/** Tells what the session may do, for pages whose own server hands them only the token. */
sessions.get('/', requireSession('generations'), async (c) => {
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
})
