/** References are looked into before they are shown: their format, their sides, their length, how they are held. */
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import installed from '@ffmpeg-installer/ffmpeg'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../session.ts'
import { inspectFootage } from './footage.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))

/** A picture or clip of colour bars. */
async function made(name: string, ...options: string[]): Promise<string> {
  const path = join(temporaryDirectory(), name)
  await promisify(execFile)(installed.path, ['-v', 'error', '-f', 'lavfi', ...options, path])
  return path
}

test.each(['cat.png', 'cat.jpg', 'cat.webp', 'cat.bmp'])('%s is known by its bytes', async (name) => {
  expect(await inspectFootage('image', fixture(name))).toMatchObject({ kind: 'image', width: 451, height: 300 })
})

test('clips in mp4 and QuickTime are known by their bytes', async () => {
  expect(await inspectFootage('clip', fixture('cup-turn.mp4'))).toMatchObject({
    kind: 'clip',
    width: 1280,
    height: 720,
  })
  expect(await inspectFootage('clip', fixture('cat-pan.mov'))).toMatchObject({ kind: 'clip', width: 960, height: 540 })
})

test('a photo that its camera held upright counts with its sides as shown', async () => {
  const photo = await readFile(fixture('cat.jpg'))
  // APP1 with an EXIF directory of one entry: orientation 6, a quarter turn clockwise.
  const exif = Buffer.from('ffe1002245786966000049492a00080000000100120103000100000006000000' + '00000000', 'hex')
  const path = join(temporaryDirectory(), 'held.jpg')
  await writeFile(path, Buffer.concat([photo.subarray(0, 2), exif, photo.subarray(2)]))
  expect(await inspectFootage('image', path)).toMatchObject({ width: 300, height: 451, turn: 6 })
})

test('what is too small, too long or too narrow is refused', async () => {
  const small = await made('small.png', '-i', 'testsrc=s=200x300', '-frames:v', '1')
  await expect(inspectFootage('image', small)).rejects.toThrow('has 200×300 px; each side must have 240 to 8000')
  const narrow = await made('narrow.png', '-i', 'testsrc=s=240x2000', '-frames:v', '1')
  await expect(inspectFootage('image', narrow)).rejects.toThrow('has 240×2000 px; 1:8 to 8:1 is allowed')
  const short = await made('short.mp4', '-i', 'testsrc=s=320x240:r=30:d=0.5', '-pix_fmt', 'yuv420p')
  await expect(inspectFootage('clip', short)).rejects.toThrow('lasts 0.5 s; 1 to 30 are allowed')
})

const cuts: [kind: 'image' | 'clip', name: string, bytes: number][] = [
  ['clip', 'cup-turn.mp4', 3000],
  ['image', 'cat.png', 12],
  ['image', 'cat.png', 20_000],
  ['image', 'cat.webp', 500],
]

test.each(cuts)('a damaged %s (%s after %i bytes) is refused', async (kind, name, bytes) => {
  const path = join(temporaryDirectory(), 'damaged')
  await writeFile(path, (await readFile(fixture(name))).subarray(0, bytes))
  await expect(inspectFootage(kind, path)).rejects.toThrow(`is a damaged ${kind}`)
})
