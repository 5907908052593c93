/** Makes a JPEG that the model can take of a picture that only the browser can open. Loaded when one comes. */
import { IMAGE_MAX_BYTES } from '../../worker/contract/limits.ts'

/** Pixels of the longer side: twice what the model shows, and small enough for every browser's canvas. */
const SIDE_PIXELS = 4096
/** Pixels of a drawing's longer side, which has no size of its own. */
const DRAWN_PIXELS = 2048
/** JPEG qualities in turn, until the file is small enough. */
const QUALITIES = [0.92, 0.8, 0.6]

/** The first frame, upright: browsers apply the orientation that a camera wrote down. */
async function open(picture: Blob): Promise<ImageBitmap | HTMLImageElement> {
  try {
    return await createImageBitmap(picture)
  } catch {
    // Where the browser shows more than it makes bitmaps of.
    const url = URL.createObjectURL(picture)
    const image = new Image()
    image.src = url
    await image.decode().finally(() => URL.revokeObjectURL(url))
    return image
  }
}

const encode = (canvas: HTMLCanvasElement, quality: number) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))

/** Undefined where the browser can't open it either. `type` helps those that don't look for themselves. */
export async function convert(file: File, type: string): Promise<File | undefined> {
  try {
    const picture = await open(file.slice(0, file.size, type))
    const { width, height } = picture
    const longer = Math.max(width, height)
    const scale = type === 'image/svg+xml' ? DRAWN_PIXELS / longer : Math.min(1, SIDE_PIXELS / longer)
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    const context = canvas.getContext('2d')
    if (!context) return undefined
    // A JPEG has no transparency: what shows through is white, as on most pages.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.imageSmoothingQuality = 'high'
    context.drawImage(picture, 0, 0, canvas.width, canvas.height)
    if ('close' in picture) picture.close()
    for (const quality of QUALITIES) {
      const jpeg = await encode(canvas, quality)
      if (!jpeg || jpeg.size > IMAGE_MAX_BYTES) continue
      const name = `${file.name.replace(/\.\w{1,5}$/, '')}.jpg`
      // The same date, so that the same file chosen again is the same upload.
      return new File([jpeg], name, { type: 'image/jpeg', lastModified: file.lastModified })
    }
  } catch {
    // Not a picture after all, or more than the machine can hold.
  }
  return undefined
}
