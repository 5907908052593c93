/** A free call that tells whether the provider answers and takes our token; what it says of the account is not read. */
import { callOnce, type Provider } from './transport.ts'

/** Milliseconds for an answer. Ours: it reads one row. */
const PROBE_TIMEOUT_MS = 10_000

/** `unreachable`: no clear answer. */
export async function probeAccount(provider: Provider): Promise<'passed' | 'token' | 'unreachable'> {
  const outcome = await callOnce(provider, (client) => client.accounts.current(), { timeoutMs: PROBE_TIMEOUT_MS })
  if (outcome.kind === 'unclear') return 'unreachable'
  // Any other refusal is an answer too: a gateway may not have this call.
  return outcome.kind === 'refused' && (outcome.status === 401 || outcome.status === 403) ? 'token' : 'passed'
}
