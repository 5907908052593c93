/** `/v1/admin`: the operator's own routes. */
import { type Context, Hono } from 'hono'
import * as v from 'valibot'
import { SiteIdSchema } from '../contract/session.ts'
import { SiteCreateSchema, SitePatchSchema } from '../contract/site.ts'
import { refuseOtherMethods } from '../http/allow.ts'
import { readJson, validate } from '../http/body.ts'
import type { AppEnv } from '../http/context.ts'
import { Refusal } from '../http/problem.ts'
import { requireAdmin, requireConfig } from '../http/require.ts'
import { findSite, registerSite } from '../objects/site/directory.ts'
import type { Site } from '../objects/site/site.ts'

export const admin = new Hono<AppEnv>()

admin.use(requireConfig, requireAdmin)

admin.post('/sites', async (c) => {
  const fields = validate(SiteCreateSchema, await readJson(c))
  const { created, record } = await (await registerSite(c.env, fields.id)).create(fields)
  if (!created) throw new Refusal('site-exists')
  return c.json(record, 201, { location: `${new URL(c.req.url).origin}/v1/admin/sites/${record.id}` })
})

admin.get('/sites/:id', async (c) => {
  const record = await (await site(c)).read()
  if (!record) throw new Refusal('unknown-site')
  return c.json(record)
})

admin.patch('/sites/:id', async (c) => {
  const patch = validate(SitePatchSchema, await readJson(c))
  const record = await (await site(c)).update(patch)
  if (!record) throw new Refusal('unknown-site')
  return c.json(record)
})

refuseOtherMethods(admin)

async function site(c: Context<AppEnv, string>): Promise<DurableObjectStub<Site>> {
  const id = c.req.param('id')
  const stub = v.is(SiteIdSchema, id) ? await findSite(c.env, id) : null
  if (!stub) throw new Refusal('unknown-site')
  return stub
}
