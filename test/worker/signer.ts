/** Signs as the Worker under test does, so that a test can make tokens that the Worker would never issue. */

import { deploymentName } from '../../worker/signing/ids.ts'
import { importKeyRing, type KeyRing } from '../../worker/signing/key-ring.ts'
import type { Signer } from '../../worker/signing/session.ts'
import { workerTestBindings } from './bindings.ts'

export async function ringOf(text: string): Promise<KeyRing> {
  const ring = await importKeyRing(text)
  if (!ring) throw new Error('these are no keys')
  return ring
}

/** The Worker's key ring and issuer name. */
export async function signer(): Promise<Signer> {
  const { first } = await ringOf(`id:${workerTestBindings.ID_KEY}`)
  return { keys: await ringOf(workerTestBindings.SIGNING_KEYS), issuer: await deploymentName(first.key) }
}

/** The claims of a token, whoever signed it. */
export function payloadOf(token: string): Record<string, unknown> {
  const body = token.split('.')[1] ?? ''
  return JSON.parse(atob(body.replaceAll('-', '+').replaceAll('_', '/')))
}
