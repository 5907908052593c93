/** Reads a request for a prediction: its body and the headers `Prefer` and `Cancel-After`. */
import type { Clock } from '../clock.ts'
import type { Call } from '../http/answer.ts'
import type { InvalidField } from '../http/problems.ts'
import { MODEL } from '../model.ts'
import type { Input, WebhookEvent } from '../prediction.ts'
import type { Order } from '../runs/predictions.ts'
import { checkInput, invalidType, isHttpUrl, isObject, unknownKey } from './validation.ts'

const KEYS = ['input', 'webhook', 'webhook_events_filter', 'stream']
const EVENTS: readonly unknown[] = ['start', 'output', 'logs', 'completed'] satisfies WebhookEvent[]
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/
/** Replicate's documents: of `Prefer: wait` and of `Cancel-After`. */
const WAIT_MAX_SECONDS = 60
const CANCEL_AFTER_MIN_SECONDS = 5

export type ReadOrder = { order: Order } | { invalid: InvalidField[] }

/** Reads the order in a body; with `versioned`, the body has to name the model's version too. */
export function readOrder(body: Record<string, unknown>, call: Call, clock: Clock, versioned: boolean): ReadOrder {
  const keys = versioned ? [...KEYS, 'version'] : KEYS
  const invalid = Object.keys(body)
    .filter((key) => !keys.includes(key))
    .map((key) => unknownKey('(root)', key))
  if (!('input' in body)) invalid.push({ type: 'required', field: '(root)', description: 'input is required' })
  else invalid.push(...checkInput(body.input))
  if (body.webhook !== undefined) invalid.push(...checkWebhook(body.webhook))
  if (body.webhook_events_filter !== undefined) invalid.push(...checkFilter(body.webhook_events_filter))
  const seconds = readCancelAfter(call.headers.get('cancel-after'))
  if (seconds === 'invalid') {
    const description = `Must be a duration of at least ${CANCEL_AFTER_MIN_SECONDS} seconds, for example 30s, 5m or 1h30m45s`
    invalid.push({ type: 'format', field: 'Cancel-After', description })
  }
  if (invalid.length > 0) return { invalid }
  return {
    order: {
      input: body.input as Input,
      webhook: (body.webhook as string | undefined) ?? null,
      webhookEventsFilter: (body.webhook_events_filter as WebhookEvent[] | undefined) ?? null,
      deadline: typeof seconds === 'number' ? Date.now() + clock.scaled(seconds * 1000) : null,
    },
  }
}

/** Whether a `version` names our model; it has no version of its own to name. */
export function isOurVersion(version: unknown): boolean {
  return version === MODEL || version === `${MODEL}:hidden` || version === 'hidden'
}

/** Seconds that the caller wants to wait for the end; 0 when it does not. */
export function readPrefer(header: string | null): number {
  const [, seconds = String(WAIT_MAX_SECONDS)] = /^wait(?:=(\d+))?$/.exec(header ?? '') ?? [null, '0']
  return Math.min(WAIT_MAX_SECONDS, Number(seconds))
}

function readCancelAfter(header: string | null): number | null | 'invalid' {
  if (header === null) return null
  const [whole, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(header.trim()) ?? []
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return whole && total >= CANCEL_AFTER_MIN_SECONDS ? total : 'invalid'
}

/** Replicate takes HTTPS only. A stand-in on the same machine as its caller takes plain HTTP from there. */
function checkWebhook(webhook: unknown): InvalidField[] {
  if (typeof webhook !== 'string') return [invalidType('webhook', 'string', webhook)]
  const url = isHttpUrl(webhook) ? new URL(webhook) : undefined
  if (url && (url.protocol === 'https:' || LOOPBACK.test(url.hostname))) return []
  return [{ type: 'format', field: 'webhook', description: 'Must be a valid HTTPS URL' }]
}

function checkFilter(filter: unknown): InvalidField[] {
  if (!Array.isArray(filter)) return [invalidType('webhook_events_filter', 'array', filter)]
  return filter.flatMap((event, index) => {
    if (EVENTS.includes(event)) return []
    const field = `webhook_events_filter.${index}`
    const allowed = EVENTS.map((each) => `"${each}"`).join(', ')
    return [{ type: 'enum', field, description: `${field} must be one of the following: ${allowed}` }]
  })
}

/** Bytes of a create's body. Ours: five references and a long prompt need a hundredth of this. */
const BODY_MAX_BYTES = 1_000_000

/** The body of a create as a JSON object; undefined when it is none. */
export async function readBody(call: Call): Promise<Record<string, unknown> | undefined> {
  return parseObject(await call.body(BODY_MAX_BYTES))
}

/** The JSON object in a body, or undefined when it is none. */
export function parseObject(body: Buffer | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body?.toString('utf8') ?? '')
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
