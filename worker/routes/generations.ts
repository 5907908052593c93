/** `/v1/generations`: ask for a video, follow it, cancel it. */
import { type Context, Hono } from 'hono'
import type { Estimate, GenerationList } from '../contract/generation.ts'
import { IDEMPOTENCY_KEY_MAX_CHARACTERS, SEED_MAX } from '../contract/limits.ts'
import { refuseOtherMethods } from '../http/allow.ts'
import { readJson } from '../http/body.ts'
import type { AppEnv } from '../http/context.ts'
import { readCursor } from '../http/cursor.ts'
import { crossOrigin } from '../http/origin-gate.ts'
import { Refusal } from '../http/problem.ts'
import { type ReadRequest, readRequest } from '../http/read-request.ts'
import { genuineId, requireConfig, requireSession } from '../http/require.ts'
import { priceMicros, toDollars } from '../model/price.ts'
import { canonicalText, clipSeconds, type Plan } from '../model/request.ts'
import type { AskResult } from '../objects/generation/ask.ts'
import type { ViewOptions } from '../objects/generation/facts.ts'
import { toBase64Url } from '../signing/base64url.ts'
import { derivedId, derivedNumber } from '../signing/ids.ts'

export const generations = new Hono<AppEnv>()

generations.use(crossOrigin, requireConfig, requireSession('generations'))

generations.post('/', async (c) => {
  const key = idempotencyKey(c)
  const { site: siteId, subject } = c.get('session')
  const { idKey } = c.get('config')
  const { request, plan: unseeded } = await read(c)
  const seed =
    request.input.seed ?? (key === null ? randomSeed() : await derivedNumber(idKey, `seed.${siteId}.${subject}.${key}`))
  const plan: Plan = { ...unseeded, input: { ...unseeded.input, seed } }
  const id = await derivedId(idKey, 'gen', canonicalText(plan))
  const site = c.env.SITES.getByName(siteId)
  const fingerprint = await derivedId(
    idKey,
    'gen',
    JSON.stringify([id, request.metadata ?? {}, request.consent ?? false]),
  )
  if (key !== null && !(await site.claimKey({ subject, key, fingerprint, generation: id }))) {
    throw new Refusal('idempotency-conflict')
  }
  const result = await c.env.GENERATIONS.getByName(id).ask({
    id,
    plan,
    estimated: priceMicros(plan.input, clipSeconds(plan)),
    key,
    claim: {
      subject,
      image_ids: request.input.reference_images ?? [],
      video_ids: request.input.reference_videos ?? [],
      metadata: request.metadata ?? {},
      consent: request.consent ? 1 : 0,
    },
  })
  c.set('generation', id)
  if (!result.ok) {
    if (key !== null && result.code !== 'expired') await site.freeKey(subject, key)
    throw admissionRefusal(result)
  }
  await site.claim(subject, id)
  const view = await c.env.GENERATIONS.getByName(id).view(subject, viewOptions(c))
  if (!view || view === 'expired') throw new Refusal('not-found')
  return c.json(view, result.replayed ? 200 : 201, {
    location: view.urls.self,
    'cache-control': 'no-store',
    ...(result.replayed ? { 'x-refreel-replayed': 'true' } : {}),
  })
})

/** What it would cost; spends and reserves nothing. */
generations.post('/estimate', async (c) => {
  const { request, plan } = await read(c)
  const { seed } = request.input
  const answer: Estimate = {
    cost: { currency: 'USD', estimated: toDollars(priceMicros(plan.input, clipSeconds(plan))) },
    input: { ...request.input, ...plan.input },
    would_replay: seed === undefined ? false : await exists(c, { ...plan, input: { ...plan.input, seed } }),
  }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

generations.get('/', async (c) => {
  const { site, subject } = c.get('session')
  const page = await c.env.SITES.getByName(site).generations(subject, readCursor(c))
  const views = await Promise.all(page.ids.map((id) => c.env.GENERATIONS.getByName(id).view(subject, viewOptions(c))))
  const answer: GenerationList = {
    generations: views.filter((view) => view !== null && view !== 'expired'),
    ...(page.cursor ? { cursor: page.cursor } : {}),
  }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

generations.get('/:id', async (c) => {
  const view = await viewed(c)
  const etag = await tagOf(view)
  const known = (c.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  if (known.includes(etag) || known.includes('*')) return c.body(null, 304, { etag })
  return c.json(view, 200, { etag, 'cache-control': 'private, no-cache' })
})

generations.get('/:id/events', async (c) => {
  await viewed(c)
  const { base, preview } = viewOptions(c)
  const response = await c.env.GENERATIONS.getByName(c.req.param('id')).fetch(`${base}/events`, {
    headers: {
      'x-subject': c.get('session').subject,
      'x-preview': preview ? '1' : '0',
      'last-event-id': c.req.header('last-event-id') ?? '',
    },
    signal: c.req.raw.signal,
  })
  return new Response(response.body, response)
})

generations.post('/:id/cancel', async (c) => {
  const id = await genuineId(c, 'gen', c.req.param('id'))
  if (!(await c.env.GENERATIONS.getByName(id).cancel(c.get('session').subject))) throw new Refusal('not-found')
  return c.json(await viewed(c), 200, { 'cache-control': 'no-store' })
})

/** The subject's claim goes; a run that only this subject wanted stops, and what was made is deleted. */
generations.delete('/:id', async (c) => {
  const id = await genuineId(c, 'gen', c.req.param('id'))
  const { site, subject } = c.get('session')
  const dropped = await c.env.GENERATIONS.getByName(id).drop(subject)
  // After a crash between the two, repeating it finishes the rest.
  const listed = await c.env.SITES.getByName(site).unclaim(subject, id)
  if (dropped === null && !listed) throw new Refusal('not-found')
  return c.body(null, 204)
})

refuseOtherMethods(generations)

async function read(c: Context<AppEnv>): Promise<ReadRequest> {
  const body = await readJson(c)
  const site = await c.env.SITES.getByName(c.get('session').site).read()
  if (!site) throw new Refusal('unknown-site')
  return readRequest(c, body, site)
}

async function viewed(c: Context<AppEnv, string>) {
  const id = await genuineId(c, 'gen', c.req.param('id') ?? '')
  const view = await c.env.GENERATIONS.getByName(id).view(c.get('session').subject, viewOptions(c))
  if (view === 'expired') throw new Refusal('expired')
  if (!view) throw new Refusal('not-found')
  return view
}

/** True when this very request has been run, and nobody would be charged. */
async function exists(c: Context<AppEnv>, plan: Plan): Promise<boolean> {
  const id = await derivedId(c.get('config').idKey, 'gen', canonicalText(plan))
  // The site's index first: asking an object that isn't there would leave a file behind.
  if (!(await c.env.SITES.getByName(plan.site).hasGeneration(id))) return false
  return c.env.GENERATIONS.getByName(id).wouldReplay()
}

function admissionRefusal(result: Extract<AskResult, { ok: false }>): Refusal {
  switch (result.code) {
    case 'budget-exhausted':
    case 'quota-exceeded': {
      const retryAfter = Math.max(1, Math.ceil((result.endsAt - Date.now()) / 1000))
      return new Refusal(result.code, { limit: result.limit, retryAfter })
    }
    case 'run-in-progress':
      return new Refusal(result.code, {
        limit: result.limit,
        detail: 'Wait for your other video to be done, or cancel it.',
      })
    case 'being-ended':
      return new Refusal('run-in-progress', {
        detail: 'This very video is just being cancelled: ask again in a moment.',
        retryAfter: 2,
      })
    case 'expired':
      return new Refusal('expired')
    case 'unknown-site':
      return new Refusal('unknown-site')
    case 'reference-gone': {
      const errors = [{ pointer: '/input', detail: 'A reference was deleted meanwhile.', code: 'unknown-reference' }]
      return new Refusal('invalid-input', { errors })
    }
  }
}

function idempotencyKey(c: Context<AppEnv>): string | null {
  const key = c.req.header('idempotency-key')
  if (key === undefined) return null
  if (key.length > 0 && key.length <= IDEMPOTENCY_KEY_MAX_CHARACTERS) return key
  const detail = `Idempotency-Key has 1 to ${IDEMPOTENCY_KEY_MAX_CHARACTERS} characters.`
  throw new Refusal('invalid-input', { detail, errors: [{ pointer: '', detail, code: 'bad-idempotency-key' }] })
}

function viewOptions(c: Context<AppEnv>): ViewOptions {
  return { base: new URL(c.req.url).origin, preview: c.get('config').mode === 'preview' }
}

/** A tag of all that this caller sees, its own metadata and cancel included. */
async function tagOf(view: object): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(view)))
  return `"${toBase64Url(digest).slice(0, 22)}"`
}

function randomSeed(): number {
  const [number = 0] = crypto.getRandomValues(new Uint32Array(1))
  return number & SEED_MAX
}
