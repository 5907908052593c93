/** `/v1/admin/sites/{site}/keys`: the secret keys of a site's own server. */
import { Hono } from 'hono'
import { SITE_KEYS_MAX } from '../../contract/limits.ts'
import type { NewSiteKey, SiteKeyList } from '../../contract/site.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { siteOf } from './path-site.ts'

/** The routes below one site. */
export const keys = new Hono<AppEnv>()

/** Creates a key. This answer is the only place where its secret ever appears. */
keys.post('/', async (c) => {
  const made = await (await siteOf(c)).makeKey()
  if (!made) throw new Refusal('unknown-site')
  if (made === 'too-many') {
    throw new Refusal('too-many-keys', {
      detail: `The site has ${SITE_KEYS_MAX} keys already: delete the one that is no longer used, then create the next.`,
    })
  }
  const answer: NewSiteKey = made
  return c.json(answer, 201, { 'cache-control': 'no-store' })
})

/** Lists the keys without their secrets. */
keys.get('/', async (c) => {
  const known = await (await siteOf(c)).keys()
  if (!known) throw new Refusal('unknown-site')
  const answer: SiteKeyList = { keys: known }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

/** Deletes a key; the next request with it is refused. */
keys.delete('/:key', async (c) => {
  if (!(await (await siteOf(c)).deleteKey(c.req.param('key')))) throw new Refusal('not-found')
  return c.body(null, 204)
})
