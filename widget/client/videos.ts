/** What anybody may know of a stored video; needs no session, and nothing of what sessions need. */
import type { VideoFacts } from '../../worker/contract/generation.ts'
import type { Problem } from '../../worker/contract/problem.ts'

/** The video is not there, or not for everybody: the Worker's code says which. */
export interface NoVideo {
  code: string
}

/** The facts, or why there are none; an aborted question rejects as such, and an answer that doesn't come as a TypeError. */
export async function videoFacts(endpoint: string, id: string, signal: AbortSignal): Promise<VideoFacts | NoVideo> {
  const response = await fetch(`${endpoint}/v1/videos/${encodeURIComponent(id)}`, { credentials: 'omit', signal })
  if (response.ok) return (await response.json()) as VideoFacts
  // Busy or broken, not gone.
  if (response.status >= 429) throw new TypeError('No answer.')
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  return { code: problem.code ?? (response.status === 404 ? 'not-found' : 'internal-error') }
}
