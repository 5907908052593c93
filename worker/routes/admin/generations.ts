/** `/v1/admin/sites/{site}/generations`: every run of a site, and the operator's own. */
import { type Context, Hono } from 'hono'
import { type AdminGeneration, type AdminGenerationList, AdminGenerationPatchSchema } from '../../contract/admin.ts'
import { readJson, validate } from '../../http/body.ts'
import { type AppEnv, viewOptions } from '../../http/context.ts'
import { readCursor } from '../../http/cursor.ts'
import { Refusal } from '../../http/problem.ts'
import { genuineId } from '../../http/require.ts'
import type { SiteRun } from '../../objects/site/runs.ts'
import { askForGeneration } from '../generations/ask-generation.ts'
import { asOperator, siteOf } from './path-site.ts'

export const generations = new Hono<AppEnv>()

/** One entry an attempt, newest first, as the invoice has them. */
generations.get('/', async (c) => {
  const page = await (await siteOf(c)).runs(readCursor(c))
  if (!page) throw new Refusal('unknown-site')
  const answer: AdminGenerationList = {
    generations: await recordsOf(c, page.runs),
    ...(page.cursor ? { cursor: page.cursor } : {}),
  }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

/** The operator's own request: as a visitor's, but for the limits that are for visitors. The budget binds it too. */
generations.post('/', asOperator, async (c) => {
  const { id, replayed } = await askForGeneration(c)
  const { origin, pathname } = new URL(c.req.url)
  return c.json(await recordOf(c, id), replayed ? 200 : 201, {
    location: `${origin}${pathname.replace(/\/$/, '')}/${id}`,
    'cache-control': 'no-store',
    ...(replayed ? { 'x-refreel-replayed': 'true' } : {}),
  })
})

/** The newest attempt. */
generations.get('/:id', async (c) => {
  const { id } = await known(c)
  return c.json(await recordOf(c, id), 200, { 'cache-control': 'no-store' })
})

generations.patch('/:id', async (c) => {
  const patch = validate(AdminGenerationPatchSchema, await readJson(c))
  const { id, site } = await known(c)
  const stub = c.env.GENERATIONS.getByName(id)
  if (patch.visibility === 'private') {
    // Hidden first: what fails after this gives nothing away.
    const [record] = await stub.records(null, viewOptions(c))
    if (record?.video && !(await site.hide(record.video.id, id))) {
      throw new Refusal('too-many-hidden', { detail: 'Set the site’s playback to "signed" in place of hiding more.' })
    }
  }
  const published = await stub.publish(patch)
  if (!published.ok) throw new Refusal(published.code)
  if (patch.visibility !== undefined && patch.visibility !== 'private') await site.unhide(id)
  return c.json(await recordOf(c, id), 200, { 'cache-control': 'no-store' })
})

/** Everybody's part in it goes: a run is stopped, a video is deleted. What it cost stays in the books. */
generations.delete('/:id', async (c) => {
  const { id } = await known(c)
  await c.env.GENERATIONS.getByName(id).dropAll()
  return c.body(null, 204)
})

/** The generation in the path, when it is one of this site's. */
async function known(c: Context<AppEnv, string>) {
  const site = await siteOf(c)
  const id = await genuineId(c, 'gen', c.req.param('id') ?? '')
  if (!(await site.hasRun(id))) throw new Refusal('not-found')
  return { id, site }
}

async function recordOf(c: Context<AppEnv>, id: string): Promise<AdminGeneration> {
  const [record] = await c.env.GENERATIONS.getByName(id).records(null, viewOptions(c))
  if (!record) throw new Refusal('not-found')
  return record
}

async function recordsOf(c: Context<AppEnv>, runs: readonly SiteRun[]): Promise<AdminGeneration[]> {
  const found = await Promise.all(
    runs.map(async ({ generation, attempt, subject }) => {
      const records = await c.env.GENERATIONS.getByName(generation).records([attempt], viewOptions(c))
      // The books remember the payer of what is forgotten, unless that person was erased.
      return records.map((record) => ({ ...record, ...(subject === '' ? {} : { subject }) }))
    }),
  )
  return found.flat()
}
