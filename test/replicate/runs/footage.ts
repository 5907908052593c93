/** Looks into a fetched reference: is it what the model takes, and how is it held? */
import { execFile } from 'node:child_process'
import { open, readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import installed from '@ffmpeg-installer/ffmpeg'
import probe from '@ffprobe-installer/ffprobe'
import { imageSize } from 'image-size'
import type { Footage } from '../render/shots.ts'

const run = promisify(execFile)

/** The references that the model accepts, as its page and its resellers say. */
const LIMITS = {
  image: { bytes: 20_000_000, sideMin: 240, sideMax: 8000, formats: 'jpg, png, bmp or webp' },
  clip: { bytes: 100_000_000, sideMin: 240, sideMax: 4096, formats: 'mp4 or mov' },
}
const SIDE_RATIO_MAX = 8
const CLIP_SECONDS = { min: 1, max: 30 }

/** The reference at that path, ready to be shown, or an error that says in words what is wrong with it. */
export async function inspectFootage(kind: 'image' | 'clip', path: string): Promise<Footage> {
  const limits = LIMITS[kind]
  const { size } = await stat(path)
  if (size > limits.bytes) throw new Error(`is larger than ${limits.bytes / 1_000_000} MB`)
  if (sniff(await head(path)) !== kind) throw new Error(`is not a ${limits.formats} file`)
  const footage = kind === 'image' ? await inspectImage(path) : await inspectClip(path)
  const [short, long] = [footage.width, footage.height].sort((a, b) => a - b) as [number, number]
  if (short < limits.sideMin || long > limits.sideMax) {
    throw new Error(
      `has ${footage.width}×${footage.height} px; each side must have ${limits.sideMin} to ${limits.sideMax}`,
    )
  }
  if (long > short * SIDE_RATIO_MAX) throw new Error(`has ${footage.width}×${footage.height} px; 1:8 to 8:1 is allowed`)
  if (!(await hasFrame(path))) throw new Error(`is a damaged ${kind}`)
  return footage
}

/** Headers can be whole where the picture is not; and a clip without a frame would be looped for ever. */
async function hasFrame(path: string): Promise<boolean> {
  const args = ['-v', 'error', '-nostdin', '-i', path, '-frames:v', '1', '-vf', 'scale=2:2', '-f', 'rawvideo', '-']
  return run(installed.path, args, { encoding: 'buffer' }).then(
    ({ stdout }) => stdout.length > 0,
    () => false,
  )
}

async function inspectImage(path: string): Promise<Footage> {
  try {
    const { width, height, orientation = 1 } = imageSize(await readFile(path))
    // From 5 on, the EXIF orientation lays the picture on its side.
    return orientation >= 5
      ? { kind: 'image', path, width: height, height: width, turn: orientation }
      : { kind: 'image', path, width, height, turn: orientation }
  } catch {
    throw new Error('is a damaged image')
  }
}

type Probed = {
  streams?: { codec_type?: string; width?: number; height?: number; side_data_list?: { rotation?: number }[] }[]
  format?: { duration?: string }
}

async function inspectClip(path: string): Promise<Footage> {
  let probed: Probed
  try {
    const { stdout } = await run(probe.path, [...['-v', 'error', '-of', 'json', '-show_streams', '-show_format', path]])
    probed = JSON.parse(stdout)
  } catch {
    throw new Error('is a damaged clip')
  }
  const video = probed.streams?.find((stream) => stream.codec_type === 'video')
  if (!video?.width || !video.height) throw new Error('holds no video')
  const seconds = Number(probed.format?.duration ?? 0)
  // A frame of grace: the last frame's length is often left out of the duration.
  if (seconds < CLIP_SECONDS.min - 0.1 || seconds > CLIP_SECONDS.max + 0.1) {
    throw new Error(`lasts ${seconds.toFixed(1)} s; ${CLIP_SECONDS.min} to ${CLIP_SECONDS.max} are allowed`)
  }
  const turn = Math.abs(video.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation ?? 0) % 180
  return turn === 90
    ? { kind: 'clip', path, width: video.height, height: video.width }
    : { kind: 'clip', path, width: video.width, height: video.height }
}

async function head(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function sniff(bytes: Buffer): 'image' | 'clip' | undefined {
  const text = bytes.toString('latin1')
  if (text.startsWith('\xff\xd8\xff') || text.startsWith('\x89PNG\r\n\x1a\n') || text.startsWith('BM')) return 'image'
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image'
  return text.slice(4, 8) === 'ftyp' ? 'clip' : undefined
}
