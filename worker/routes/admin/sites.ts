/** `/v1/admin/sites`: the operator makes sites and changes them. */
import { Hono } from 'hono'
import { SiteCreateSchema, SitePatchSchema } from '../../contract/site.ts'
import { refuseOtherMethods } from '../../http/allow.ts'
import { invalid, readJson, validate } from '../../http/body.ts'
import type { AppEnv } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { resolvePresets } from '../../http/resolve-presets.ts'
import { registerSite } from '../../objects/site/directory.ts'
import { newRecord, recordErrors, recordView } from '../../objects/site/record.ts'
import { siteOf } from './site-of.ts'

/** Bytes of a site's record at most: fifty presets with long prompts are less. Ours. */
const RECORD_MAX_BYTES = 1_000_000

export const sites = new Hono<AppEnv>()

sites.post('/', async (c) => {
  const fields = validate(SiteCreateSchema, await readJson(c, RECORD_MAX_BYTES))
  const errors = recordErrors(newRecord(fields, Date.now()))
  if (errors.length > 0) throw invalid(errors)
  // A site that isn't there has no references yet: a preset that names one is refused here.
  await resolvePresets(c, fields.id, fields.presets ?? [])
  const { created, record } = await (await registerSite(c.env, fields.id)).create(fields)
  if (!created) throw new Refusal('site-exists')
  return c.json(recordView(record), 201, { location: `${new URL(c.req.url).origin}/v1/admin/sites/${record.id}` })
})

sites.get('/:site', async (c) => {
  const record = await (await siteOf(c)).read()
  if (!record) throw new Refusal('unknown-site')
  return c.json(recordView(record))
})

sites.patch('/:site', async (c) => {
  const patch = validate(SitePatchSchema, await readJson(c, RECORD_MAX_BYTES))
  const site = await siteOf(c)
  const references = await resolvePresets(c, c.req.param('site'), patch.presets ?? [])
  const updated = await site.update(patch, references)
  if (updated.ok) return c.json(recordView(updated.record))
  switch (updated.code) {
    case 'invalid-input':
      throw invalid(updated.errors)
    case 'reference-gone': {
      const detail = 'A reference was deleted meanwhile.'
      throw invalid([{ pointer: '/presets', detail, code: 'unknown-reference' }])
    }
    case 'unknown-site':
      throw new Refusal('unknown-site')
  }
})

refuseOtherMethods(sites)
