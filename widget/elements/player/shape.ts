/** The shape that a player keeps: what the page says, or the video's own. */
import type { VideoFacts } from '../../../worker/contract/generation.ts'

/** `16:9`, `16/9` or a number, for CSS; empty where it is not known. */
export function shapeOf(said: string | undefined, facts: VideoFacts | undefined): string {
  const own = [said, facts?.width, facts?.height]
  const [, width, height = 1] = /^\s*([\d.]+)\s*(?:[:/]\s*([\d.]+))?\s*$/.exec(said ?? '') ?? own
  const ratio = Number(width) / Number(height)
  return ratio > 0 && ratio < Infinity ? `${ratio}` : ''
}
