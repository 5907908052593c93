/** The shape that a player keeps: what the page says, or the video's own. */
import type { VideoFacts } from '../../../worker/contract/generation.ts'

/** `16:9`, `16/9` or a number, as CSS wants it. */
function toRatio(text: string | undefined): string | undefined {
  const [, width, height = '1'] = /^\s*(\d+(?:\.\d+)?)\s*(?:[:/]\s*(\d+(?:\.\d+)?))?\s*$/.exec(text ?? '') ?? []
  return width && Number(height) > 0 ? `${width} / ${height}` : undefined
}

/** For CSS; empty where neither is known. */
export function shapeOf(said: string | undefined, facts: VideoFacts | undefined): string {
  const { width, height } = facts ?? {}
  return toRatio(said) || (width && height && `${width} / ${height}`) || ''
}
