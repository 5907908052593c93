/** Uploads references through Replicate's files API, for Workers that Replicate can't reach by a signed URL. */
import { callOnce, type Outcome, type Provider } from './transport.ts'

/** Milliseconds for one upload: 100 MB at 2 Mbit/s. Ours. */
const UPLOAD_TIMEOUT_MS = 400_000

/** Uploads one reference; its URL is good in predictions of the same account. */
export async function uploadFile(provider: Provider, name: string, content: Blob): Promise<Outcome<string>> {
  const outcome = await callOnce(
    provider,
    (client) => client.files.create(new File([content], name, { type: content.type })),
    { timeoutMs: UPLOAD_TIMEOUT_MS },
  )
  if (outcome.kind !== 'done') return outcome
  const url = (outcome.value as { urls?: { get?: unknown } }).urls?.get
  return typeof url === 'string' ? { ...outcome, value: url } : { kind: 'unclear', why: 'unreadable' }
}
