/** How many pixels a video has: the model's resolutions name the shorter side. */

export type Resolution = '720p' | '1080p'
export type AspectRatio = '16:9' | '9:16' | '1:1' | '4:3' | '3:4'
export type FrameSize = { width: number; height: number }

/** Frames a second of every video that the model makes. */
export const FRAME_RATE = 30

/** The frame of a video; every combination comes out in whole, even pixels. */
export function frameSize(resolution: Resolution, aspectRatio: AspectRatio): FrameSize {
  const short = resolution === '720p' ? 720 : 1080
  const [across = 1, down = 1] = aspectRatio.split(':').map(Number)
  return across >= down
    ? { width: (short * across) / down, height: short }
    : { width: short, height: (short * down) / across }
}
