/** `/v1/generations`: ask for a video, follow it, cancel it. */
import { type Context, Hono } from 'hono'
import type { Estimate, GenerationList } from '../../contract/generation.ts'
import { type AppEnv, viewOptions, whoAsks } from '../../http/context.ts'
import { readCursor } from '../../http/cursor.ts'
import { dailyLimit, rateLimitHeaders } from '../../http/limit-headers.ts'
import { crossOrigin } from '../../http/origin-gate.ts'
import { Refusal } from '../../http/problem.ts'
import { rateLimit } from '../../http/rate-limit.ts'
import { genuineId, requireConfig, requireSession } from '../../http/require.ts'
import { namesTag } from '../../media/serve.ts'
import { priceMicros, toDollars } from '../../model/price.ts'
import { canonicalText, clipSeconds, type Plan } from '../../model/request.ts'
import { whoHeaders } from '../../objects/who.ts'
import { toBase64Url } from '../../signing/base64url.ts'
import { derivedId } from '../../signing/ids.ts'
import { askForGeneration, readBody } from './ask-generation.ts'

/** The visitor's routes; a session with the scope `generations` stands before each. */
export const generations = new Hono<AppEnv>()

generations.use(crossOrigin, requireConfig, rateLimit, requireSession('generations'))

generations.post('/', async (c) => {
  const { view, replayed, standing } = await askForGeneration(c)
  return c.json(view, replayed ? 200 : 201, {
    location: view.urls.self,
    ...(standing ? rateLimitHeaders(dailyLimit(standing)) : {}),
    'cache-control': 'no-store',
    ...(replayed ? { 'x-refreel-replayed': 'true' } : {}),
  })
})

/** What the request would cost; spends and reserves nothing. */
generations.post('/estimate', async (c) => {
  const { plan, seed, imageIds, videoIds } = await readBody(c)
  const answer: Estimate = {
    cost: { currency: 'USD', estimated: toDollars(priceMicros(plan.input, clipSeconds(plan))) },
    input: {
      ...plan.input,
      ...(imageIds.length > 0 ? { reference_images: imageIds } : {}),
      ...(videoIds.length > 0 ? { reference_videos: videoIds } : {}),
      ...(seed === null ? {} : { seed }),
    },
    would_replay: seed === null ? false : await exists(c, { ...plan, input: { ...plan.input, seed } }),
  }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

generations.get('/', async (c) => {
  const who = whoAsks(c)
  const page = await c.env.SITES.getByName(who.site).generations(who.subject, readCursor(c))
  const views = await Promise.all(page.ids.map((id) => c.env.GENERATIONS.getByName(id).view(who, viewOptions(c))))
  const answer: GenerationList = {
    generations: views.filter((view) => view !== null && view !== 'expired'),
    ...(page.cursor ? { cursor: page.cursor } : {}),
  }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

generations.get('/:id', async (c) => {
  const view = await viewed(c)
  const etag = await tagOf(view)
  if (namesTag(c.req.header('if-none-match') ?? '', etag, true)) return c.body(null, 304, { etag })
  return c.json(view, 200, { etag, 'cache-control': 'private, no-cache' })
})

generations.get('/:id/events', async (c) => {
  await viewed(c)
  const { base, preview } = viewOptions(c)
  const response = await c.env.GENERATIONS.getByName(c.req.param('id')).fetch(`${base}/events`, {
    headers: {
      ...whoHeaders(whoAsks(c)),
      'x-preview': preview ? '1' : '0',
      'last-event-id': c.req.header('last-event-id') ?? '',
    },
    signal: c.req.raw.signal,
  })
  // The generation was deleted between the two calls.
  if (response.status === 404) throw new Refusal('not-found')
  return new Response(response.body, response)
})

generations.post('/:id/cancel', async (c) => {
  const id = await genuineId(c, 'gen', c.req.param('id'))
  if (!(await c.env.GENERATIONS.getByName(id).cancel(whoAsks(c)))) throw new Refusal('not-found')
  return c.json(await viewed(c), 200, { 'cache-control': 'no-store' })
})

/** Deletes the subject's claim; without other claims the run stops and the video is deleted. */
generations.delete('/:id', async (c) => {
  const id = await genuineId(c, 'gen', c.req.param('id'))
  const who = whoAsks(c)
  const dropped = await c.env.GENERATIONS.getByName(id).drop(who)
  // A repeated DELETE finishes what a crash between the two calls left.
  const listed = await c.env.SITES.getByName(who.site).unclaim(who.subject, id)
  if (dropped === null && !listed) throw new Refusal('not-found')
  return c.body(null, 204)
})

async function viewed(c: Context<AppEnv, string>) {
  const id = await genuineId(c, 'gen', c.req.param('id') ?? '')
  const view = await c.env.GENERATIONS.getByName(id).view(whoAsks(c), viewOptions(c))
  if (view === 'expired') throw new Refusal('expired')
  if (!view) throw new Refusal('not-found')
  return view
}

/** True when this very request was run before, so that asking again costs nothing. */
async function exists(c: Context<AppEnv>, plan: Plan): Promise<boolean> {
  const id = await derivedId(c.get('config').idKey, 'gen', canonicalText(plan))
  // The Site's index is asked first: calling an object that doesn't exist would create its file.
  if (!(await c.env.SITES.getByName(plan.site).hasGeneration(id))) return false
  return c.env.GENERATIONS.getByName(id).wouldReplay()
}

/** An ETag over everything in this caller's view, its own metadata and cancel included. */
async function tagOf(view: object): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(view)))
  return `"${toBase64Url(digest).slice(0, 22)}"`
}
