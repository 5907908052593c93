/** `/v1/admin/sites/{site}/subjects`: all that one person left is erased, by the operator or by the site's own server. */
import { Hono } from 'hono'
import type { Erasure } from '../../contract/admin.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { bearer, isAdmin } from '../../http/require.ts'
import { siteOf } from './path-site.ts'

/** Things of one subject that one request erases: each is a call to an object, and the platform caps these at 1,000. */
const THINGS_MAX = 300

export const subjects = new Hono<AppEnv>()

subjects.delete('/:subject', async (c) => {
  const secret = bearer(c)
  const byOperator = await isAdmin(c)
  // Without the operator's token nobody learns which sites there are.
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
  // The index goes last: what a crash leaves is found by asking again.
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
