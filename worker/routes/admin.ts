/** `/v1/admin`: the operator's own routes. */
import { Hono } from 'hono'
import * as v from 'valibot'
import { SiteIdSchema } from '../contract/session.ts'
import { SiteCreateSchema, SitePatchSchema } from '../contract/site.ts'
import { refuseOtherMethods } from '../http/allow.ts'
import { readJson, validate } from '../http/body.ts'
import type { AppEnv } from '../http/context.ts'
import { Refusal } from '../http/problem.ts'
import { requireAdmin, requireConfig } from '../http/require.ts'

export const admin = new Hono<AppEnv>()

admin.use(requireConfig, requireAdmin)

admin.post('/sites', async (c) => {
  const fields = validate(SiteCreateSchema, await readJson(c))
  const { created, record } = await c.env.SITES.getByName(fields.id).create(fields)
  if (!created) throw new Refusal('site-exists')
  return c.json(record, 201, { location: `${new URL(c.req.url).origin}/v1/admin/sites/${record.id}` })
})

admin.get('/sites/:id', async (c) => {
  const record = await c.env.SITES.getByName(siteId(c.req.param('id'))).read()
  if (!record) throw new Refusal('unknown-site')
  return c.json(record)
})

admin.patch('/sites/:id', async (c) => {
  const patch = validate(SitePatchSchema, await readJson(c))
  const record = await c.env.SITES.getByName(siteId(c.req.param('id'))).update(patch)
  if (!record) throw new Refusal('unknown-site')
  return c.json(record)
})

refuseOtherMethods(admin)

function siteId(text: string): string {
  if (!v.is(SiteIdSchema, text)) throw new Refusal('unknown-site')
  return text
}
