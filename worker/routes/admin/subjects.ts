/** `/v1/admin/sites/{site}/subjects`: erases everything of one subject, for the operator or the site's own server. */
import { Hono } from 'hono'
import type { Erasure } from '../../contract/admin.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { bearer, isAdmin } from '../../http/require.ts'
import { siteOf } from './path-site.ts'

/**
 * Generations and references that one request erases. Each is a call to an object; Cloudflare allows 1,000 in a
 * request.
 */
const THINGS_MAX = 300

/** The route below one site. */
export const subjects = new Hono<AppEnv>()

subjects.delete('/:subject', async (c) => {
  const secret = bearer(c)
  const byOperator = await isAdmin(c)
  // A caller with neither kind of token doesn't learn whether the site exists.
  const site = byOperator || secret?.startsWith('refreel_sk_') ? await siteOf(c) : null
  if (!site || !(byOperator || (await site.verifyKey(secret ?? '')))) {
    throw new Refusal('unauthenticated', { detail: 'Send the admin token or this site’s secret key.' })
  }
  const subject = c.req.param('subject')
  const who = { site: c.req.param('site') ?? '', subject }
  const left = await site.leftBy(subject, THINGS_MAX)
  const [wanted] = await Promise.all([
    Promise.all(left.generations.map((id) => c.env.GENERATIONS.getByName(id).erase(who))),
    Promise.all(left.references.map((id) => c.env.UPLOADS.getByName(id).remove(who))),
  ])
  // The index goes last, so that a repeated request finds what a crash left behind.
  await site.eraseSubject(subject, left)
  const answer: Erasure = {
    subject,
    erased_at: new Date().toISOString(),
    generations: left.generations.length,
    videos: wanted.filter((dropped) => dropped === 'last').length,
    references: left.references.length,
    complete: left.complete,
  }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})
