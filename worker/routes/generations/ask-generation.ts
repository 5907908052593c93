/** Asking for a video, from the request's body to the Generation's answer: for visitors and for the operator. */
import type { Context } from 'hono'
import type { Generation } from '../../contract/generation.ts'
import { IDEMPOTENCY_KEY_MAX_CHARACTERS } from '../../contract/limits.ts'
import { readJson } from '../../http/body.ts'
import { type AppEnv, viewOptions } from '../../http/context.ts'
import { dailyLimit, limitRefusal, type Policy } from '../../http/limit-headers.ts'
import { Refusal } from '../../http/problem.ts'
import { priceMicros } from '../../model/price.ts'
import { canonicalText, clipSeconds, type Plan, randomSeed } from '../../model/request.ts'
import type { Asked } from '../../objects/generation/admission.ts'
import type { AskResult } from '../../objects/generation/generation.ts'
import { type QuotaStanding, tightened } from '../../objects/site/session-limits.ts'
import { derivedId, derivedNumber } from '../../signing/ids.ts'
import { describeNamed, type ReadRequest, readRequest } from './read-request.ts'

type AskedGeneration = {
  id: string
  /** The caller's view. */
  view: Generation
  /** True where the run existed before this request. */
  replayed: boolean
  /** What is left of the subject's day; null where the site is being deleted. */
  standing: QuotaStanding | null
}

/**
 * Asks for the generation that the body describes, for the session's subject; throws a Refusal. Three object calls
 * follow each other: Site and Uploads at once, the Generation, and from there the Site.
 */
export async function askForGeneration(c: Context<AppEnv>): Promise<AskedGeneration> {
  const key = idempotencyKey(c)
  const { site, subject, limits = null } = c.get('session')
  const { idKey } = c.get('config')
  const [{ plan: unseeded, metadata = {}, consent = false, ...request }, { paused }] = await Promise.all([
    readBody(c),
    c.env.DISPATCHER.getByName('provider').status(),
  ])
  const seed =
    request.seed ?? (key === null ? randomSeed() : await derivedNumber(idKey, `seed.${site}.${subject}.${key}`))
  const plan: Plan = { ...unseeded, input: { ...unseeded.input, seed } }
  const id = await derivedId(idKey, 'gen', canonicalText(plan))
  const fingerprint = await derivedId(idKey, 'gen', JSON.stringify([id, metadata, consent]))
  c.set('generation', id)
  const asked: Asked = {
    id,
    plan,
    estimated: priceMicros(plan.input, clipSeconds(plan)),
    key: key === null ? null : { key, fingerprint },
    limits,
    paused,
    claim: {
      subject,
      image_ids: request.imageIds,
      video_ids: request.videoIds,
      metadata,
      consent: consent ? 1 : 0,
    },
  }
  const result = await c.env.GENERATIONS.getByName(id).ask(asked, viewOptions(c))
  if (!result.ok) throw admissionRefusal(result)
  const { view, replayed, standing } = result
  if (!view) throw new Refusal('not-found')
  return { id, view, replayed, standing }
}

/** The body as a request that is complete but for its seed; throws a Refusal with every mistake in it. */
export async function readBody(c: Context<AppEnv>): Promise<ReadRequest> {
  const body = await readJson(c)
  const { site: id, limits } = c.get('session')
  // The body names its references, so describing them needn't wait for the site's record.
  const [site, described] = await Promise.all([c.env.SITES.getByName(id).read(), describeNamed(c, body)])
  if (!site) throw new Refusal('unknown-site')
  return readRequest(c, body, tightened(site, limits), described)
}

function admissionRefusal(result: Extract<AskResult, { ok: false }>): Refusal {
  switch (result.code) {
    case 'budget-exhausted':
      // A visitor must not learn the size of a budget, nor what is left of it.
      return limitRefusal(result.code, { name: result.limit, remaining: 0, resetsAt: result.endsAt })
    case 'quota-exceeded':
      return limitRefusal(result.code, dailyLimit(result))
    case 'run-in-progress': {
      const policy: Policy = { quota: result.cap, unit: 'concurrent-requests' }
      const detail = 'Wait for your other video to be done, or cancel it.'
      return limitRefusal(result.code, { name: result.limit, remaining: 0, policy }, { detail })
    }
    case 'being-ended':
      return new Refusal('run-in-progress', {
        detail: 'This very video is just being cancelled: ask again in a moment.',
        retryAfter: 2,
      })
    case 'expired':
    case 'unknown-site':
    case 'paused':
    case 'idempotency-conflict':
      return new Refusal(result.code)
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
