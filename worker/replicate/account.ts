/** Probes the provider by a free call: whether it answers and accepts the token. The account itself isn't read. */
import { callOnce, type Provider } from './transport.ts'

/** Milliseconds for an answer. Ours: it reads one row. */
const PROBE_TIMEOUT_MS = 10_000

/** `token`: the provider refuses the token. `unreachable`: no clear answer. */
export async function probeAccount(provider: Provider): Promise<'passed' | 'token' | 'unreachable'> {
  const outcome = await callOnce(provider, (client) => client.accounts.current(), { timeoutMs: PROBE_TIMEOUT_MS })
  if (outcome.kind === 'unclear') return 'unreachable'
  // Any other refusal passes too: a gateway may lack this call.
  return outcome.kind === 'refused' && (outcome.status === 401 || outcome.status === 403) ? 'token' : 'passed'
}
