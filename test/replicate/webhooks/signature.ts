/** Signs a message as Standard Webhooks has it, which is what Replicate does. */
import { createHmac } from 'node:crypto'

/** The value of `webhook-signature`; the key is the base64 text behind `whsec_`. */
export function signMessage(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}
