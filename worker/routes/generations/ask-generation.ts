/** Asking for a video, from the body to the answer of its object: the same for a visitor and for the operator. */
import type { Context } from 'hono'
import { IDEMPOTENCY_KEY_MAX_CHARACTERS } from '../../contract/limits.ts'
import { readJson } from '../../http/body.ts'
import type { AppEnv } from '../../http/context.ts'
import { dailyLimit, limitRefusal, type Policy } from '../../http/limit-headers.ts'
import { Refusal } from '../../http/problem.ts'
import { priceMicros } from '../../model/price.ts'
import { canonicalText, clipSeconds, type Plan, randomSeed } from '../../model/request.ts'
import type { AskResult } from '../../objects/generation/ask.ts'
import { type QuotaStanding, tightened } from '../../objects/site/session-limits.ts'
import { derivedId, derivedNumber } from '../../signing/ids.ts'
import { type ReadRequest, readRequest } from './read-request.ts'

export type AskedGeneration = {
  id: string
  replayed: boolean
  /** How many more the subject may start today; null where the site went meanwhile. */
  standing: QuotaStanding | null
}

/** Asks for what the body says, for the subject of the session; throws the refusal. `replayed`: it was there already. */
export async function askForGeneration(c: Context<AppEnv>): Promise<AskedGeneration> {
  const key = idempotencyKey(c)
  const { site: siteId, subject, limits = null } = c.get('session')
  const { idKey } = c.get('config')
  const [{ plan: unseeded, metadata = {}, consent = false, ...request }, { paused }] = await Promise.all([
    readBody(c),
    c.env.DISPATCHER.getByName('provider').status(),
  ])
  const seed =
    request.seed ?? (key === null ? randomSeed() : await derivedNumber(idKey, `seed.${siteId}.${subject}.${key}`))
  const plan: Plan = { ...unseeded, input: { ...unseeded.input, seed } }
  const estimated = priceMicros(plan.input, clipSeconds(plan))
  const id = await derivedId(idKey, 'gen', canonicalText(plan))
  const site = c.env.SITES.getByName(siteId)
  const fingerprint = await derivedId(idKey, 'gen', JSON.stringify([id, metadata, consent]))
  if (key !== null && !(await site.claimKey({ subject, key, fingerprint, generation: id }))) {
    throw new Refusal('idempotency-conflict')
  }
  const result = await c.env.GENERATIONS.getByName(id).ask({
    id,
    plan,
    estimated,
    key,
    limits,
    paused,
    claim: {
      subject,
      image_ids: request.imageIds,
      video_ids: request.videoIds,
      metadata,
      consent: consent ? 1 : 0,
    },
  })
  c.set('generation', id)
  if (!result.ok) {
    if (key !== null && result.code !== 'expired') await site.freeKey(subject, key)
    throw admissionRefusal(result)
  }
  // Who sends the same request again after a cut has saved nothing.
  const saved = result.replayed && !result.repeated ? estimated : null
  const standing = await site.claim({ subject, generation: id, saved, limits })
  return { id, replayed: result.replayed, standing }
}

/** The body as a request that could be run, or a refusal with all that is wrong in it. */
export async function readBody(c: Context<AppEnv>): Promise<ReadRequest> {
  const body = await readJson(c)
  const { site: id, limits } = c.get('session')
  const site = await c.env.SITES.getByName(id).read()
  if (!site) throw new Refusal('unknown-site')
  return readRequest(c, body, tightened(site, limits))
}

function admissionRefusal(result: Extract<AskResult, { ok: false }>): Refusal {
  switch (result.code) {
    case 'budget-exhausted':
      // How large a budget is, and what is left of it, is nobody's affair but the operator's.
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
      return new Refusal('expired')
    case 'unknown-site':
    case 'paused':
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
