/** `/v1/admin/sites`: the operator creates, changes and deletes sites. */
import { Hono } from 'hono'
import * as v from 'valibot'
import { SiteIdSchema } from '../../contract/session.ts'
import { type ListedSite, SiteCreateSchema, type SiteList, SitePatchSchema } from '../../contract/site.ts'
import { invalid, readJson, validate } from '../../http/body.ts'
import type { AppEnv } from '../../http/context.ts'
import { readCursor } from '../../http/cursor.ts'
import { Refusal } from '../../http/problem.ts'
import type { DeletionLeft } from '../../objects/site/deletion.ts'
import { listSites, registerSite } from '../../objects/site/directory.ts'
import { type KeptSite, newRecord, recordErrors, recordView } from '../../objects/site/record.ts'
import { siteOf } from './path-site.ts'
import { resolvePresets } from './resolve-presets.ts'

/** Bytes of a site's record. Ours: fifty presets with long prompts are smaller. */
const RECORD_MAX_BYTES = 1_000_000

/** The routes of the collection and of one site. */
export const sites = new Hono<AppEnv>()

sites.post('/', async (c) => {
  const fields = validate(SiteCreateSchema, await readJson(c, RECORD_MAX_BYTES))
  const errors = recordErrors(newRecord(fields, Date.now()))
  if (errors.length > 0) throw invalid(errors)
  // A new site has no references yet, so that a preset with a reference is refused here.
  await resolvePresets(c, fields.id, fields.presets ?? [])
  const { created, record } = await (await registerSite(c.env, fields.id)).create(fields)
  if (!created) throw new Refusal('site-exists')
  // The deletion of an earlier site of this id may have removed the marker that the first call set.
  await registerSite(c.env, fields.id)
  return c.json(recordView(record), 201, { location: `${new URL(c.req.url).origin}/v1/admin/sites/${record.id}` })
})

/** Lists the sites in the order of their ids. */
sites.get('/', async (c) => {
  const { ids, more } = await listSites(
    c.env,
    readCursor(c, (text) => v.is(SiteIdSchema, text)),
  )
  const found = await Promise.all(ids.map((id) => c.env.SITES.getByName(id).describe()))
  const last = ids.at(-1)
  const answer: SiteList = {
    sites: found.filter((site) => site !== null).map(listedView),
    ...(more && last !== undefined ? { cursor: last } : {}),
  }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

sites.get('/:site', async (c) => {
  const site = await (await siteOf(c)).describe()
  if (!site) throw new Refusal('unknown-site')
  return c.json(listedView(site), 200, { 'cache-control': 'no-store' })
})

/** Begins or continues to delete a site with everything in it; 202 tells how much is left. */
sites.delete('/:site', async (c) => {
  const site = await siteOf(c)
  const left = await site.delete()
  if (left === null) throw new Refusal('unknown-site')
  const described = left === 'gone' ? null : await site.describe()
  return described ? c.json(listedView(described), 202, { 'cache-control': 'no-store' }) : c.body(null, 204)
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

function listedView({ record, deletion }: { record: KeptSite; deletion: DeletionLeft | null }): ListedSite {
  if (!deletion) return recordView(record)
  return { ...recordView(record), deletion: { ...deletion, since: new Date(deletion.since).toISOString() } }
}
