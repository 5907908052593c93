/** `/v1/admin/sites/{site}/generations`: every run of a site, and the operator's own requests. */
import { type Context, Hono } from 'hono'
import { type AdminGeneration, type AdminGenerationList, AdminGenerationPatchSchema } from '../../contract/admin.ts'
import { readJson, validate } from '../../http/body.ts'
import { type AppEnv, viewOptions } from '../../http/context.ts'
import { readCursor } from '../../http/cursor.ts'
import { Refusal } from '../../http/problem.ts'
import { genuineId } from '../../http/require.ts'
import type { SiteRun } from '../../objects/site/lists.ts'
import { askForGeneration } from '../generations/ask-generation.ts'
import { asOperator, siteOf } from './path-site.ts'

/** The routes below one site. */
export const generations = new Hono<AppEnv>()

/** Attempts, newest first, as the provider's invoice lists them. */
generations.get('/', async (c) => {
  const page = await (await siteOf(c)).runs(readCursor(c))
  if (!page) throw new Refusal('unknown-site')
  const answer: AdminGenerationList = {
    generations: await recordsOf(c, page.runs),
    ...(page.cursor ? { cursor: page.cursor } : {}),
  }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

/** A request of the operator: like a visitor's, without the limits for visitors, but within the site's budget. */
generations.post('/', asOperator, async (c) => {
  const { id, replayed } = await askForGeneration(c)
  const { origin, pathname } = new URL(c.req.url)
  return c.json(await recordOf(c, id), replayed ? 200 : 201, {
    location: `${origin}${pathname.replace(/\/$/, '')}/${id}`,
    'cache-control': 'no-store',
    ...(replayed ? { 'x-refreel-replayed': 'true' } : {}),
  })
})

/** Returns the newest attempt. */
generations.get('/:id', async (c) => {
  const { id } = await known(c)
  return c.json(await recordOf(c, id), 200, { 'cache-control': 'no-store' })
})

/** Changes visibility and metadata of a finished generation. */
generations.patch('/:id', async (c) => {
  const patch = validate(AdminGenerationPatchSchema, await readJson(c))
  const { id, site } = await known(c)
  const stub = c.env.GENERATIONS.getByName(id)
  if (patch.visibility === 'private') {
    // The site hides the video before the Generation changes: a failure in between leaves the video private.
    const [record] = await stub.records(null, viewOptions(c))
    if (record?.video && !(await site.hide(record.video.id, id))) {
      throw new Refusal('too-many-hidden', {
        detail: 'Set the site’s playback to "signed" instead of hiding more videos.',
      })
    }
  }
  const published = await stub.publish(patch)
  if (!published.ok) throw new Refusal(published.code)
  if (patch.visibility !== undefined && patch.visibility !== 'private') await site.unhide(id)
  return c.json(await recordOf(c, id), 200, { 'cache-control': 'no-store' })
})

/** Deletes the generation for every subject: a run is canceled, the video deleted. The cost stays in the books. */
generations.delete('/:id', async (c) => {
  const { id } = await known(c)
  await c.env.GENERATIONS.getByName(id).dropAll()
  return c.body(null, 204)
})

/** The generation in the path; refuses one of another site. */
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
      // The books name the payer of a forgotten generation too, unless that subject was erased.
      return records.map((record) => ({ ...record, ...(subject === '' ? {} : { subject }) }))
    }),
  )
  return found.flat()
}
