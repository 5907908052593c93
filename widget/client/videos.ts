/** What anybody may know of a stored video; needs no session. */
import type { VideoFacts } from '../../worker/contract/generation.ts'
import type { Fetch } from './transport.ts'
import { exchange, pageFetch } from './transport.ts'

export async function videoFacts(
  endpoint: string,
  id: string,
  signal: AbortSignal,
  fetch: Fetch = pageFetch,
): Promise<VideoFacts> {
  const response = await exchange(fetch, `${endpoint}/v1/videos/${encodeURIComponent(id)}`, { signal })
  return (await response.json()) as VideoFacts
}
