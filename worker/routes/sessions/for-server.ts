/** Sessions for a customer of the site, whose server proves itself with a secret key. */
import type { Context } from 'hono'
import type { InputError } from '../../contract/problem.ts'
import { ServerSessionRequestSchema, type Session } from '../../contract/session.ts'
import { invalid, readJson, validate } from '../../http/body.ts'
import type { AppEnv } from '../../http/context.ts'
import { originMatches } from '../../http/origin-gate.ts'
import { Refusal } from '../../http/problem.ts'
import { bearer } from '../../http/require.ts'
import { findSite } from '../../objects/site/directory.ts'
import { looserErrors, tightened } from '../../objects/site/session-limits.ts'
import { issueSession } from '../../signing/session.ts'
import { siteView } from './site-view.ts'

/** Answers 201 with a session. Refuses a request from a page, a wrong key, and limits or origins beyond the site's. */
export async function issueForServer(c: Context<AppEnv>): Promise<Response> {
  if (c.req.header('origin') !== undefined) {
    throw new Refusal('origin-not-allowed', { detail: 'A secret key belongs on a server, never in a page.' })
  }
  const config = c.get('config')
  const { site: id, origin = null, subject, limits } = validate(ServerSessionRequestSchema, await readJson(c))
  const stub = await findSite(c.env, id)
  const [site, key] = (await Promise.all([stub?.read(), stub?.verifyKey(bearer(c) ?? '')])) ?? []
  if (!stub || !site) throw new Refusal('unknown-site')
  if (!key) throw new Refusal('unauthenticated', { detail: 'Send a secret key of this site: Authorization: Bearer ….' })
  const errors: InputError[] = limits ? looserErrors(limits, site) : []
  if (origin !== null && !originMatches(origin, site.origins)) {
    errors.push({ pointer: '/origin', detail: 'This is not one of the site’s origins.', code: 'not-allowed-here' })
  }
  if (errors.length > 0) throw invalid(errors)
  const { token, expiresAt } = await issueSession(config, { site: id, origin, subject, limits }, Date.now())
  const answer: Session = {
    token,
    expires_at: new Date(expiresAt).toISOString(),
    subject,
    site: siteView(tightened(site, limits), await stub.remainingToday(subject, limits ?? null)),
    preview: config.mode === 'preview',
  }
  return c.json(answer, 201, { 'cache-control': 'no-store' })
}
