/** What the model can't take but the browser can open becomes a JPEG before it is sent, and the page says so. */
import { describe, expect, test } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import { avif, gif, webp } from './odd-pictures.ts'
import { appears, event, fixture, mount, part, parts, phase, piece, withWorker } from './stage.ts'

const held = withWorker()

/** What the Worker was sent under this id, opened. */
async function sent(id = 'ref_1'): Promise<{ width: number; height: number; type: string; red: boolean }> {
  const bytes = await held.worker.uploads.whole(id)
  const bitmap = await createImageBitmap(new Blob([bytes]))
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  const [red = 0, , blue = 0] = context?.getImageData(width / 2, height / 2, 1, 1).data ?? []
  const jpeg = new Uint8Array(bytes).subarray(0, 3).join() === '255,216,255'
  return { width, height, type: jpeg ? 'image/jpeg' : 'another', red: red > 150 && blue < 100 }
}

async function canvasFile(width: number, height: number, name: string): Promise<File> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context) context.fillStyle = '#c33'
  context?.fillRect(0, 0, width, height)
  return new File([await canvas.convertToBlob({ type: 'image/jpeg' })], name)
}

/** A copy of a JPEG with a camera's note that the picture is to be turned by a quarter. */
async function turned(jpeg: File): Promise<File> {
  const exif = 'Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0'
  const length = String.fromCharCode(0, exif.length + 2)
  const segment = Uint8Array.from(`\xff\xe1${length}${exif}`, (char) => char.charCodeAt(0))
  return new File([jpeg.slice(0, 2), segment, jpeg.slice(2)], jpeg.name)
}

/** 24 bits a pixel and nothing packed: large. */
function bmp(width: number, height: number): File {
  const bytes = new Uint8Array(54 + width * height * 3).fill(0x33)
  const view = new DataView(bytes.buffer)
  bytes.fill(0, 0, 54)
  bytes.set([0x42, 0x4d])
  view.setUint32(2, bytes.length, true)
  view.setUint32(10, 54, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, width, true)
  view.setInt32(22, height, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, 24, true)
  return new File([bytes], 'large.bmp')
}

const notes = (studio: RefreelStudio) => parts(studio, 'reference-note').map(({ textContent }) => textContent)

describe('converted to JPEG, and said so', () => {
  test.each([
    ['a GIF’s first frame', gif],
    ['an AVIF', avif],
    ['a WebP that moves', webp],
  ])('%s', async (_, make) => {
    const studio = mount()
    const file = make()
    await studio.addReferences([file])
    await phase(studio, 'ready')
    expect(await sent()).toEqual({ width: 320, height: 256, type: 'image/jpeg', red: true })
    expect(held.worker.uploads.uploads.get('ref_1')?.metadata).toMatchObject({ filetype: 'image/jpeg' })
    expect(notes(studio)).toEqual(['Converted to JPEG'])
    expect(piece(studio, 'reference-name').textContent).toBe(file.name)
  })

  test.each([
    ['photo.gif', 240, 240],
    ['photo.avif', 320, 240],
    ['animated.png', 240, 240],
    ['animated.webp', 240, 240],
  ])('%s, as its tools have made it', async (name, width, height) => {
    const studio = mount()
    await studio.addReferences([await fixture(`made/${name}`)])
    await phase(studio, 'ready')
    expect(await sent()).toMatchObject({ width, height, type: 'image/jpeg' })
    expect(notes(studio)).toEqual(['Converted to JPEG'])
  })

  test.each([
    ['with a size', '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'],
    [
      'without one',
      '<?xml version="1.0"?>\n<!-- made by hand -->\n<svg viewBox="0 0 40 20" xmlns="http://www.w3.org/2000/svg">',
    ],
  ])('a drawing %s, large enough for the model', async (_, head) => {
    const studio = mount()
    const svg = `${head}<rect width="40" height="20" fill="#c33"/></svg>`
    await studio.addReferences([new File([svg], 'logo.svg', { type: 'image/svg+xml' })])
    await phase(studio, 'ready')
    expect(await sent()).toEqual({ width: 2048, height: 1024, type: 'image/jpeg', red: true })
    expect(held.worker.uploads.uploads.get('ref_1')?.metadata).toMatchObject({ filename: 'logo.svg' })
  })

  test('a picture of 9,000 px, scaled', async () => {
    const studio = mount()
    await studio.addReferences([await canvasFile(9000, 1800, 'wide.jpg')])
    await phase(studio, 'ready')
    expect(await sent()).toEqual({ width: 4096, height: 819, type: 'image/jpeg', red: true })
    expect(notes(studio)).toEqual(['Converted to JPEG'])
  })

  test('upright, where a camera has only noted that it is to be turned', async () => {
    const studio = mount()
    await studio.addReferences([await turned(await canvasFile(9000, 1800, 'tall.jpg'))])
    await phase(studio, 'ready')
    expect(await sent()).toMatchObject({ width: 819, height: 4096 })
  })

  test('one of more than 20 MB', async () => {
    const studio = mount()
    await studio.addReferences([bmp(3000, 2400)])
    await phase(studio, 'ready')
    expect(await sent()).toMatchObject({ width: 3000, height: 2400, type: 'image/jpeg' })
  })

  test('what the Worker finds it can’t take, the second time as a JPEG', async () => {
    const { uploads } = held.worker
    uploads.verdict = { status: 'rejected', problem: { code: 'unsupported-type', detail: 'x' } }
    held.worker.intercept(({ method, path }) => {
      if (method === 'DELETE' && path.endsWith('ref_1')) uploads.verdict = { status: 'ready' }
      return undefined
    })
    const studio = mount()
    await studio.addReferences([await fixture('cat.png')])
    await phase(studio, 'ready')
    expect(await sent('ref_2')).toMatchObject({ type: 'image/jpeg', width: 451 })
    expect(notes(studio)).toEqual(['Converted to JPEG'])
    expect(uploads.references.has('ref_1')).toBe(false)
  })

  test('the same file chosen again after a reload is the same upload', async () => {
    held.worker.fate = ({ method, bytes }) => (method === 'PATCH' ? { stall: bytes / 2 } : undefined)
    const first = mount()
    const date = { lastModified: 1_700_000_000_000 }
    await first.addReferences([new File([gif()], 'red.gif', date)])
    await held.worker.departure('PATCH')
    first.remove()
    held.worker.fate = () => undefined
    const studio = mount()
    await studio.addReferences([new File([gif()], 'red.gif', date)])
    await phase(studio, 'ready')
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(1)
  })
})

describe('refused with the reason, before any request', () => {
  const refused = async (file: File) => {
    const studio = mount()
    await studio.addReferences([file])
    const reason = await appears(studio, () => part(studio, 'reference-problem')?.textContent)
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(0)
    return reason
  }

  test.each([
    ['of an iPhone', () => fixture('made/photo.heic', 'IMG_1.HEIC')],
    ['called a JPEG', () => fixture('made/photo.heic', 'IMG_1.jpg')],
    ['with nothing in it', async () => new File(['\0\0\0\x18ftypheic\0\0\0\0mif1heic'], 'IMG_1.HEIC')],
  ])('a HEIC %s, which this browser can’t open, in words and to screen readers', async (_, make) => {
    const studio = mount()
    const error = event(studio, 'refreel-error')
    const file = await make()
    await studio.addReferences([file])
    const words = 'This browser can’t open HEIC. Please save the picture as JPEG.'
    expect((await error).detail).toEqual({ code: 'unsupported-type', message: words, name: file.name })
    expect((await appears(studio, () => part(studio, 'reference-problem'))).textContent).toBe(words)
    expect(studio.renderRoot.querySelector('#assertive')?.textContent).toBe(`${file.name}: ${words}`)
    expect(studio.phase).toBe('empty')
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(0)
  })

  test('a GIF that ends nowhere', async () => {
    expect(await refused(new File([gif().slice(0, 20)], 'broken.gif'))).toContain('can’t open GIF')
  })

  test('what is too narrow stays so', async () => {
    expect(await refused(await canvasFile(9000, 300, 'strip.jpg'))).toContain('long and narrow')
  })

  test('a page that calls itself a drawing', async () => {
    const page = '<!DOCTYPE html><title>x</title><svg xmlns="http://www.w3.org/2000/svg"></svg>'
    expect(await refused(new File([page], 'logo.svg', { type: 'image/svg+xml' }))).toContain('a document')
  })

  test('a drawing that draws a page in itself, which no canvas hands out', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><foreignObject width="9" height="9">
      <b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject></svg`
    expect(await refused(new File([svg], 'logo.svg'))).toContain('can’t open SVG')
  })

  test('a file that is gone', async () => {
    const file = await fixture('cat.jpg')
    file.slice = () => {
      throw new DOMException('', 'NotFoundError')
    }
    expect(await refused(file)).toContain('damaged')
  })
})
