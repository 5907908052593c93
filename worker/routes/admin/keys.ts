/** `/v1/admin/sites/{site}/keys`: the secret keys of a site's own server. */
import { Hono } from 'hono'
import { SITE_KEYS_MAX } from '../../contract/limits.ts'
import type { NewSiteKey, SiteKeyList } from '../../contract/site.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { siteOf } from './path-site.ts'

export const keys = new Hono<AppEnv>()

/** Makes a key; its secret is in this answer and nowhere else. */
keys.post('/', async (c) => {
  const made = await (await siteOf(c)).makeKey()
  if (!made) throw new Refusal('unknown-site')
  if (made === 'too-many') {
    throw new Refusal('too-many-keys', {
      detail: `${SITE_KEYS_MAX} keys live already: delete the one that nobody uses any more, then make the next.`,
    })
  }
  const answer: NewSiteKey = made
  return c.json(answer, 201, { 'cache-control': 'no-store' })
})

keys.get('/', async (c) => {
  const known = await (await siteOf(c)).keys()
  if (!known) throw new Refusal('unknown-site')
  const answer: SiteKeyList = { keys: known }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

/** From the next request on, the key opens nothing. */
keys.delete('/:key', async (c) => {
  if (!(await (await siteOf(c)).deleteKey(c.req.param('key')))) throw new Refusal('not-found')
  return c.body(null, 204)
})
