/** Asking for a video, from the body to the answer of its object: the same for a visitor and for the operator. */
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

export type AskedGeneration = {
  id: string
  /** As the asker sees it. */
  view: Generation
  /** True where the run was there already. */
  replayed: boolean
  /** How many more the subject may start today; null where the site went meanwhile. */
  standing: QuotaStanding | null
}

/**
 * Asks for what the body says, for the subject of the session. Throws the refusal. Three calls to objects follow each
 * other: what is known of the site and the references, the generation, and from there the site once more.
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

/** The body as a request that could be run, or a refusal with all that is wrong in it. */
export async function readBody(c: Context<AppEnv>): Promise<ReadRequest> {
  const body = await readJson(c)
  const { site: id, limits } = c.get('session')
  // The body names the references that are asked for, so they need not wait for the site's answer.
  const [site, described] = await Promise.all([c.env.SITES.getByName(id).read(), describeNamed(c, body)])
  if (!site) throw new Refusal('unknown-site')
  return readRequest(c, body, tightened(site, limits), described)
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
