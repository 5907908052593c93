/** The videos are what the model's would be: codec, size, length, sound; and the same for the same input and seed. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import installed from '@ffmpeg-installer/ffmpeg'
import probe from '@ffprobe-installer/ffprobe'
import { expect, test } from 'vitest'
import { inspectFootage } from '../runs/footage.ts'
import { temporaryDirectory } from '../session.ts'
import { render, type Scene } from './render.ts'

const run = promisify(execFile)
const footageOf = (name: string) =>
  inspectFootage(
    /\.(mp4|mov)$/.test(name) ? 'clip' : 'image',
    fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url)),
  )

async function rendered(names: string[], changes: Partial<Scene> = {}): Promise<string> {
  const footage = await Promise.all(names.map(footageOf))
  const scene: Scene = {
    footage,
    prompt: 'A cup of coffee, slowly turning',
    seconds: 2,
    resolution: '720p',
    aspectRatio: '16:9',
    shotType: 'single',
    seed: 7777,
    ...changes,
  }
  const target = join(temporaryDirectory(), 'output.mp4')
  let done = 0
  await render(scene, {
    target,
    signal: new AbortController().signal,
    onProgress: (now) => {
      done = now
    },
  })
  expect(done).toBe(1)
  return target
}

async function probed(path: string) {
  const { stdout } = await run(probe.path, ['-v', 'error', '-of', 'json', '-show_streams', path])
  const { streams } = JSON.parse(stdout) as { streams: Record<string, string | number>[] }
  return {
    video: streams.find((each) => each.codec_type === 'video'),
    audio: streams.find((each) => each.codec_type === 'audio'),
  }
}

/** One frame as grey pixels, small. */
async function thumbnail(path: string, atSeconds: number): Promise<Buffer> {
  const filters = 'scale=32:18,format=gray'
  const args = [
    '-v',
    'error',
    '-ss',
    String(atSeconds),
    '-i',
    path,
    '-frames:v',
    '1',
    '-vf',
    filters,
    '-f',
    'rawvideo',
    '-',
  ]
  const { stdout } = await run(installed.path, args, { encoding: 'buffer' })
  return stdout
}

const difference = (a: Buffer, b: Buffer) =>
  a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length

const sizes: [Scene['resolution'], Scene['aspectRatio'], width: number, height: number][] = [
  ['720p', '16:9', 1280, 720],
  ['720p', '9:16', 720, 1280],
  ['720p', '1:1', 720, 720],
  ['720p', '4:3', 960, 720],
  ['720p', '3:4', 720, 960],
  ['1080p', '16:9', 1920, 1080],
  ['1080p', '3:4', 1080, 1440],
]

test.each(sizes)(
  '%s at %s is %i×%i, H.264 at 30 frames a second with silence',
  async (resolution, aspectRatio, width, height) => {
    const { video, audio } = await probed(await rendered(['cup.jpg'], { resolution, aspectRatio }))
    expect(video).toMatchObject({
      codec_name: 'h264',
      pix_fmt: 'yuv420p',
      width,
      height,
      r_frame_rate: '30/1',
      nb_frames: '60',
    })
    expect(Number(video?.duration)).toBeCloseTo(2, 2)
    expect(audio).toMatchObject({ codec_name: 'aac', channels: 2 })
    expect(Number(audio?.duration)).toBeCloseTo(2, 1)
  },
)

test('the index of a video lies before its frames, so that it plays while it loads', async () => {
  const bytes = await readFile(await rendered(['cat.png']))
  expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'))
})

test('pictures and clips follow each other, and all of them move', async () => {
  const path = await rendered(['astronaut.png', 'cat-pan.mov', 'cat.webp', 'cup-turn.mp4', 'cat.bmp'], { seconds: 5 })
  expect((await probed(path)).video).toMatchObject({ nb_frames: '150' })
  const [first, still, later, clip] = await Promise.all([0, 0.03, 0.9, 1.1].map((at) => thumbnail(path, at)))
  const inShot = difference(first as Buffer, later as Buffer)
  expect(inShot).toBeGreaterThan(difference(first as Buffer, still as Buffer))
  expect(difference(later as Buffer, clip as Buffer)).toBeGreaterThan(inShot)
})

test('the same references, input and seed give the same bytes; another seed gives a video that looks different', async () => {
  const names = ['cup.jpg', 'cup-turn.mp4']
  const [once, again, other] = [await rendered(names), await rendered(names), await rendered(names, { seed: 456 })]
  expect((await readFile(once)).equals(await readFile(again))).toBe(true)
  expect(difference(await thumbnail(once, 0), await thumbnail(other, 0))).toBeGreaterThan(1)
})

test('several shots of a lone picture are shown where they are asked for', async () => {
  const path = await rendered(['cup.jpg'], { shotType: 'multi', seconds: 3 })
  const [before, after] = [await thumbnail(path, 0.95), await thumbnail(path, 1.05)]
  expect(difference(before, after)).toBeGreaterThan(3)
})

test('a render that is stopped leaves nothing behind', async () => {
  const target = join(temporaryDirectory(), 'output.mp4')
  const controller = new AbortController()
  const scene: Scene = {
    footage: [await footageOf('cup-4k.jpg')],
    prompt: '',
    seconds: 10,
    resolution: '1080p',
    aspectRatio: '16:9',
    shotType: 'single',
    seed: 1,
  }
  const stopped = render(scene, {
    target,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  })
  await expect(stopped).rejects.toThrow('enough')
  await expect(readFile(target)).rejects.toThrow('ENOENT')
})
