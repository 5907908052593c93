/** What becomes of a webhook that a fault strikes: one case for each switch of the seam `webhook`. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Rule } from '../faults/faults.ts'
import type { KindAt } from '../faults/switches.ts'
import type { Prediction, WebhookEvent } from '../prediction.ts'

/** Twice the age at which a receiver turns a message away. */
const OLD_SECONDS = 600

/** One event of a prediction on its way to its webhook. */
export type Message = { prediction: Prediction; url: string; id: string; event: WebhookEvent; body: string }
/** How sending a message ended: only a `failed` one is sent again. */
export type Outcome = 'accepted' | 'given-up' | 'failed'
/** How a message is sent: the key and the age that its signature has. */
export type Post = (message: Message, signed?: { secret?: string; ageSeconds?: number }) => Promise<Outcome>

type Parts = {
  clock: Clock
  closing: AbortSignal
  post: Post
  /** Keeps a message until the last one of its prediction has been sent. */
  hold: (message: Message) => void
}

export async function sendFaulty(
  { kind, options }: Rule<KindAt<'webhook'>>,
  message: Message,
  { clock, closing, post, hold }: Parts,
): Promise<Outcome> {
  switch (kind) {
    case 'webhook-lost':
      return 'given-up'
    case 'webhook-late':
      clock
        .wait((options.seconds ?? 0) * 1000, closing)
        .then(() => post(message))
        .catch(() => {})
      return 'given-up'
    case 'webhook-out-of-order':
      hold(message)
      return 'given-up'
    case 'webhook-twice':
      return (await Promise.all([post(message), post(message)]))[0]
    case 'webhook-forged':
      await post(forged(message), { secret: otherSecret() })
      return post(message)
    case 'webhook-badly-signed':
      return post(message, { secret: otherSecret() })
    case 'webhook-old':
      return post(message, { ageSeconds: OLD_SECONDS })
  }
}

function forged(message: Message): Message {
  const body = { ...JSON.parse(message.body), status: 'failed', output: null, error: 'Somebody says so.' }
  return { ...message, id: `msg_${randomUUID()}`, body: JSON.stringify(body) }
}

function otherSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`
}
