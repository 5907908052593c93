/** `/v1/sessions`: a page of an allowed origin gets a short-lived token for one visitor. */
import { Hono } from 'hono'
import { type Session, SessionRequestSchema } from '../contract/session.ts'
import { refuseOtherMethods } from '../http/allow.ts'
import { readJson, validate } from '../http/body.ts'
import type { AppEnv } from '../http/context.ts'
import { crossOrigin, originMatches } from '../http/origin-gate.ts'
import { Refusal } from '../http/problem.ts'
import { requireConfig } from '../http/require.ts'
import { findSite } from '../objects/site/directory.ts'
import { presetsView } from '../objects/site/presets.ts'
import type { KeptSite } from '../objects/site/record.ts'
import { mintRenewal, mintSession, readRenewal } from '../signing/session.ts'

export const sessions = new Hono<AppEnv>()

sessions.use(crossOrigin, requireConfig)

sessions.post('/', async (c) => {
  const { keys, mode } = c.get('config')
  const asked = validate(SessionRequestSchema, await readJson(c))
  const stub = await findSite(c.env, asked.site)
  const site = await stub?.read()
  if (!stub || !site) throw new Refusal('unknown-site')
  const origin = c.req.header('origin')
  if (origin === undefined || !originMatches(origin, site.origins)) throw new Refusal('origin-not-allowed')
  const now = Date.now()
  const kept = asked.renewal ? await readRenewal(keys, asked.renewal, { site: site.id, origin, now }) : null
  const subject = kept ?? `visitor-${crypto.randomUUID()}`
  const { token, expiresAt } = await mintSession(keys, { site: site.id, origin, subject }, now)
  const answer: Session = {
    token,
    expires_at: new Date(expiresAt).toISOString(),
    renewal: await mintRenewal(keys, { site: site.id, origin, subject }, now),
    subject,
    site: siteView(site, await stub.remainingToday(subject)),
    preview: mode === 'preview',
  }
  return c.json(answer, 201, { 'cache-control': 'no-store' })
})

refuseOtherMethods(sessions)

function siteView(site: KeptSite, remaining: { generations: number; resetsAt: number }): Session['site'] {
  const { id, name, home_url, show_price, allow } = site
  return {
    id,
    name,
    ...(home_url ? { home_url } : {}),
    show_price,
    presets: presetsView(site),
    limits: {
      ...allow,
      remaining_today: { generations: remaining.generations, resets_at: new Date(remaining.resetsAt).toISOString() },
    },
  }
}
