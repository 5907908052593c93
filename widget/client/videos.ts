/** The public facts of a stored video. Needs no session, so that a page with players alone loads no client. */
import type { VideoFacts } from '../../worker/contract/generation.ts'
import type { Problem } from '../../worker/contract/problem.ts'

/** There is no such video, or no public one: the Worker's code tells which. */
interface NoVideo {
  code: string
}

/** The facts of a video, or the reason why there are none. Rejects with an `AbortError`, or with a `TypeError` if no answer comes. */
export async function videoFacts(endpoint: string, id: string, signal: AbortSignal): Promise<VideoFacts | NoVideo> {
  const response = await fetch(`${endpoint}/v1/videos/${encodeURIComponent(id)}`, { credentials: 'omit', signal })
  if (response.ok) return (await response.json()) as VideoFacts
  // A busy or broken Worker says nothing of the video.
  if (response.status >= 429) throw new TypeError('No answer.')
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  return { code: problem.code ?? (response.status === 404 ? 'not-found' : 'internal-error') }
}
