/** Converts a picture that only the browser opens to a JPEG that the model reads. Loaded with the first such picture. */
import { IMAGE_MAX_BYTES } from '../../worker/contract/limits.ts'

/** Pixels of the longer side: twice those of the model's output, and within every browser's canvas. Ours. */
const SIDE_PIXELS = 4096
/** Pixels of the longer side of an SVG, which has no size of its own. Ours. */
const DRAWN_PIXELS = 2048
/** JPEG qualities, tried in turn until the file is small enough. Ours. */
const QUALITIES = [0.92, 0.8, 0.6]

/** The first frame, upright: browsers apply the EXIF orientation. */
async function open(picture: Blob): Promise<ImageBitmap | HTMLImageElement> {
  try {
    return await createImageBitmap(picture)
  } catch {
    // Browsers show some types of which they make no bitmaps.
    const url = URL.createObjectURL(picture)
    const image = new Image()
    image.src = url
    await image.decode().finally(() => URL.revokeObjectURL(url))
    return image
  }
}

const encode = (canvas: HTMLCanvasElement, quality: number) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))

/** A JPEG of the picture; undefined where the browser can't open it. `type` helps browsers that don't read the bytes. */
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
    // A JPEG has no transparency, so transparent pixels become white, as on most pages.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.imageSmoothingQuality = 'high'
    context.drawImage(picture, 0, 0, canvas.width, canvas.height)
    if ('close' in picture) picture.close()
    for (const quality of QUALITIES) {
      const jpeg = await encode(canvas, quality)
      if (!jpeg || jpeg.size > IMAGE_MAX_BYTES) continue
      const name = `${file.name.replace(/\.\w{1,5}$/, '')}.jpg`
      // The date makes the same file, chosen again, the same upload.
      return new File([jpeg], name, { type: 'image/jpeg', lastModified: file.lastModified })
    }
  } catch {
    // The file is no picture after all, or too large for this machine's memory.
  }
  return undefined
}
