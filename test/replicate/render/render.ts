/** Makes the mp4: the references moving under a caption, byte for byte the same for the same references, input and seed. */
import { rename, rm, writeFile } from 'node:fs/promises'
import { drawCaption } from './caption.ts'
import { ffmpeg } from './ffmpeg.ts'
import { filterGraph } from './graph.ts'
import { encodePng } from './png.ts'
import { type Footage, planShots } from './shots.ts'
import { type AspectRatio, FRAME_RATE, frameSize, type Resolution } from './size.ts'

export type Scene = {
  footage: Footage[]
  prompt: string
  seconds: number
  resolution: Resolution
  aspectRatio: AspectRatio
  shotType: string
  seed: number
}

export type Work = {
  /** The video's path; no file is there before the video is whole. */
  target: string
  signal: AbortSignal
  /** Hears how much is done, from 0 to 1. */
  onProgress: (done: number) => void
}

/** x264 writes the same bytes for the same number of threads, whatever the machine's load. */
const ENCODER_THREADS = '2'

/** Clips begin again when they are shorter than their shot; pictures are turned by our own graph. */
const INPUT_OPTIONS = { image: ['-noautorotate'], clip: ['-stream_loop', '-1'] }

/** Renders the scene into the target file. */
export async function render(scene: Scene, { target, signal, onProgress }: Work): Promise<void> {
  const size = frameSize(scene.resolution, scene.aspectRatio)
  const shots = planShots(scene.footage, scene.seconds, scene.shotType, scene.seed)
  const frames = scene.seconds * FRAME_RATE
  const note = `Preview, not the model  ·  seed ${scene.seed}  ·  ${scene.seconds} s  ·  ${scene.resolution} ${scene.aspectRatio}`
  const caption = `${target}.caption.png`
  const unfinished = `${target}.unfinished.mp4`
  try {
    await writeFile(caption, encodePng(drawCaption(size, scene.prompt, note)))
    const args = [
      ...shots.flatMap(({ footage }) => [...INPUT_OPTIONS[footage.kind], '-i', footage.path]),
      ...['-i', caption, '-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo'],
      ...['-filter_complex', filterGraph(shots, size), '-sws_flags', 'bicubic+accurate_rnd+bitexact'],
      ...['-map', '[video]', '-map', `${shots.length + 1}:a`, '-t', String(scene.seconds)],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '23', '-threads', ENCODER_THREADS],
      ...['-pix_fmt', 'yuv420p', '-r', String(FRAME_RATE), '-g', String(2 * FRAME_RATE)],
      ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
      ...['-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', '-map_metadata', '-1'],
      ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact', unfinished],
    ]
    await ffmpeg(args, signal, (done) => onProgress(Math.min(1, done / frames)))
    await rename(unfinished, target)
  } finally {
    await Promise.all([caption, unfinished].map((path) => rm(path, { force: true })))
  }
}
