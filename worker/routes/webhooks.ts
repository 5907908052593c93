/** `/v1/webhooks/replicate`: signed webhooks about a prediction, at a path that only its attempt knows. */
import { Hono } from 'hono'
import { readText } from '../http/body.ts'
import type { AppEnv } from '../http/context.ts'
import { Refusal } from '../http/problem.ts'
import { genuineId, requireConfig } from '../http/require.ts'
import { readPrediction } from '../replicate/prediction.ts'
import { isSignedWebhook } from '../signing/webhook.ts'

/** Bytes of a webhook's body. Ours: a prediction's logs can be long. */
const WEBHOOK_MAX_BYTES = 1_000_000

/** The provider's one route. */
export const webhooks = new Hono<AppEnv>()

webhooks.use(requireConfig)

webhooks.post('/replicate/:generation/:capability', async (c) => {
  const { webhookSecret } = c.get('config')
  if (webhookSecret === null) throw new Refusal('not-found')
  // The signature covers the raw body.
  const body = await readText(c.req.raw, WEBHOOK_MAX_BYTES)
  const headers = {
    id: c.req.header('webhook-id') ?? null,
    timestamp: c.req.header('webhook-timestamp') ?? null,
    signature: c.req.header('webhook-signature') ?? null,
  }
  if (!(await isSignedWebhook(webhookSecret, headers, body, Date.now()))) {
    throw new Refusal('unauthenticated', { detail: 'The webhook’s signature, time or version is wrong.' })
  }
  const generation = await genuineId(c, 'gen', c.req.param('generation'))
  const prediction = readPrediction(parse(body))
  if (!prediction) throw new Refusal('malformed-json', { detail: 'The body is not a prediction.' })
  const stub = c.env.GENERATIONS.getByName(generation)
  const taken = await stub.webhook(c.req.param('capability'), prediction)
  if (taken === 'unknown') throw new Refusal('not-found')
  return c.body(null, 204)
})

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
