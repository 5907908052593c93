/** Asks ffmpeg, and a newer ffprobe, what a file shows. */
import { execFile } from 'node:child_process'
import ffmpeg from '@ffmpeg-installer/ffmpeg'
import ffprobe from '@ffprobe-installer/ffprobe'
import type { FfmpegAnswer } from '../answers.ts'

/** Milliseconds after which a program that goes on is stopped: all members are tiny. */
const PATIENCE_MS = 60_000
/** Bytes that ffmpeg may ask for at once, so that a bomb can't take the machine down. */
const ALLOCATION_MAX_BYTES = 500_000_000
const OUTPUT_MAX_BYTES = 50_000_000

type Ended = { code: number; stdout: string; stderr: string }

function run(program: string, args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { timeout: PATIENCE_MS, maxBuffer: OUTPUT_MAX_BYTES, killSignal: 'SIGKILL' as const }
    execFile(program, args, options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 255) || 255 : 0, stdout, stderr })
    })
  })
}

/** The result of decoding a file: each frame's digest, and the size. */
type Decoded = { code: number; digests: string[]; width: number; height: number; warnings: number; stream: number }

/** Decodes the pictures of the track that ffmpeg chooses by itself. */
async function decode(path: string, strict: boolean): Promise<Decoded> {
  const format = /\.(jpg|png|webp|bmp)$/.test(path) ? ['-pix_fmt', 'rgba', '-frames:v', '2'] : ['-pix_fmt', 'yuv420p']
  const { code, stdout, stderr } = await run(ffmpeg.path, [
    ...['-hide_banner', '-nostdin', '-v', 'info', '-max_alloc', String(ALLOCATION_MAX_BYTES)],
    ...(strict ? ['-xerror'] : []),
    ...['-i', path, '-an', '-sn', '-dn', '-vsync', 'passthrough', ...format, '-f', 'framemd5', '-'],
  ])
  const [, width = '0', height = '0'] = /#dimensions 0: (\d+)x(\d+)/.exec(stdout) ?? []
  const digests = [...stdout.matchAll(/, ([0-9a-f]{32})$/gm)].map(([, digest]) => digest ?? '')
  const warnings = stderr.split('\n').filter((line) => /^\[[^\]]+ @ /.test(line)).length
  const stream = Number(/Stream #0:(\d+) -> #0:0/.exec(stderr)?.[1] ?? -1)
  return { code, digests, width: Number(width), height: Number(height), warnings, stream }
}

type Timed = { stream_index: number; pts_time?: string; best_effort_timestamp_time?: string; duration_time?: string }
type Probed = {
  streams?: { index: number; codec_type: string }[]
  frames?: Timed[]
  packets?: Timed[]
  format?: { duration?: string }
}

async function probe(path: string, entries: string, ...options: string[]): Promise<Probed> {
  const { stdout } = await run(ffprobe.path, [
    ...['-v', 'quiet', ...options, '-show_entries', `${entries}:stream=index,codec_type:format=duration`],
    ...['-of', 'json', path],
  ])
  try {
    return JSON.parse(stdout) as Probed
  } catch {
    return {}
  }
}

/** The span of each stream in seconds, from its first frame to the end of its last. */
function spans(timed: Timed[]): Map<number, { from: number; to: number }> {
  const spans = new Map<number, { from: number; to: number }>()
  for (const one of timed) {
    const at = Number(one.best_effort_timestamp_time ?? one.pts_time)
    if (Number.isNaN(at)) continue
    const { from, to } = spans.get(one.stream_index) ?? { from: at, to: at }
    spans.set(one.stream_index, { from: Math.min(from, at), to: Math.max(to, at + Number(one.duration_time ?? 0)) })
  }
  return spans
}

export type Frame = { at: number; lasts: number }

export type Ffmpeg = FfmpegAnswer & {
  /** Digests of the frames, to be held against those of a base. */
  digests: string[]
  /** When each frame of the chosen track is shown, in seconds. */
  times: Frame[]
}

const PLAYED = ['video', 'audio']
const hundredths = (seconds: number) => Math.round(seconds * 100) / 100

/** The versions of the builds that are asked. */
export async function ffmpegVersions(): Promise<{ ffmpeg: string; ffprobe: string }> {
  const [one, other] = [await run(ffmpeg.path, ['-version']), await run(ffprobe.path, ['-version'])]
  const version = ({ stdout }: Ended) => /version (\S+)/.exec(stdout)?.[1] ?? ''
  return { ffmpeg: version(one), ffprobe: version(other) }
}

/** The answer for the file at `path`; `base` is what ffmpeg said of the sound file; null where there is none. */
export async function askFfmpeg(path: string, base: Ffmpeg | null): Promise<Ffmpeg> {
  const clip = /\.(mp4|mov)$/.test(path)
  const strict = await decode(path, true)
  // A file that decodes strictly decodes the same way loosely.
  const loose = strict.code === 0 ? strict : await decode(path, false)
  const probed = clip ? await probe(path, 'frame=stream_index,pts_time,best_effort_timestamp_time,duration_time') : {}
  const packets = 'packet=stream_index,pts_time,duration_time'
  const unedited = clip ? [await probe(path, packets, '-ignore_editlist', '1')] : []
  const played = (answer: Probed) =>
    (answer.streams ?? []).filter(({ codec_type }) => PLAYED.includes(codec_type)).map(({ index }) => index)
  const lengths = [probed, ...unedited].flatMap((answer) => {
    const all = spans(answer.frames ?? answer.packets ?? [])
    return played(answer).map((stream) => {
      const span = all.get(stream)
      return span ? span.to - span.from : 0
    })
  })
  const times = (probed.frames ?? [])
    .filter(({ stream_index }) => stream_index === Math.max(loose.stream, 0))
    .map((frame) => ({
      at: Number(frame.best_effort_timestamp_time ?? frame.pts_time),
      lasts: Number(frame.duration_time ?? 0),
    }))
    .filter(({ at }) => !Number.isNaN(at))
  const own = spans(probed.frames ?? []).get(Math.max(loose.stream, 0))
  const digests = loose.digests
  return {
    shows: loose.code === 0 && digests.length > 0,
    lossless: digests.length > 0 && (base === null || digests.join() === base.digests.join()),
    strict: strict.code === 0,
    width: loose.width,
    height: loose.height,
    ...(clip
      ? {
          track: loose.stream,
          frames: times.length,
          duration: hundredths(own ? own.to - own.from : 0),
          longest: hundredths(Math.max(0, ...lengths)),
          claims: hundredths(Number(probed.format?.duration ?? 0)),
        }
      : {}),
    warnings: loose.warnings,
    ...{ digests, times },
  }
}
