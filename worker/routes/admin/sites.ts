/** `/v1/admin/sites`: the operator makes sites and changes them. */
import { Hono } from 'hono'
import { SiteCreateSchema, SitePatchSchema } from '../../contract/site.ts'
import { refuseOtherMethods } from '../../http/allow.ts'
import { invalid, readJson, validate } from '../../http/body.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { registerSite } from '../../objects/site/directory.ts'
import { newRecord, recordErrors } from '../../objects/site/record.ts'
import { siteOf } from './site-of.ts'

export const sites = new Hono<AppEnv>()

sites.post('/', async (c) => {
  const fields = validate(SiteCreateSchema, await readJson(c))
  const errors = recordErrors(newRecord(fields, Date.now()))
  if (errors.length > 0) throw invalid(errors)
  const { created, record } = await (await registerSite(c.env, fields.id)).create(fields)
  if (!created) throw new Refusal('site-exists')
  return c.json(record, 201, { location: `${new URL(c.req.url).origin}/v1/admin/sites/${record.id}` })
})

sites.get('/:site', async (c) => {
  const record = await (await siteOf(c)).read()
  if (!record) throw new Refusal('unknown-site')
  return c.json(record)
})

sites.patch('/:site', async (c) => {
  const patch = validate(SitePatchSchema, await readJson(c))
  const updated = await (await siteOf(c)).update(patch)
  if (updated.ok) return c.json(updated.record)
  throw updated.code === 'invalid-input' ? invalid(updated.errors) : new Refusal('unknown-site')
})

refuseOtherMethods(sites)
