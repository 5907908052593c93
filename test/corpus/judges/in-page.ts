/** What Chromium is asked inside a page: it draws a picture, or each frame of a clip, and holds them against a base. */

/** Pixels of the canvas that a clip's frames are drawn to: enough to tell one frame from the next. */
const FRAME_SIDE = 64
/** Milliseconds for one step of a clip, on a machine with other work. */
const STEP_MS = 30_000
/** Pixels of a picture that is drawn at most: more would be a bomb. */
const DRAWN_MAX_PIXELS = 100_000_000

export type Shown = { width: number; height: number; pixels: Uint8ClampedArray }
export type Played = { width: number; height: number; duration: number | null; frames: Uint8ClampedArray[] }

/** Mean difference of two drawings' bytes; infinite where they have different sizes. */
export function difference(one: Uint8ClampedArray, other: Uint8ClampedArray): number {
  if (one.length !== other.length || one.length === 0) return Number.POSITIVE_INFINITY
  let sum = 0
  for (let index = 0; index < one.length; index++) sum += Math.abs((one[index] ?? 0) - (other[index] ?? 0))
  return sum / one.length
}

function draw(source: CanvasImageSource, width: number, height: number): Uint8ClampedArray {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return new Uint8ClampedArray()
  context.drawImage(source, 0, 0, width, height)
  return context.getImageData(0, 0, width, height).data
}

/** Draws a picture; null where the browser opens it neither as an element nor as a bitmap. */
export async function show(file: Blob): Promise<Shown | null> {
  const url = URL.createObjectURL(file)
  try {
    const bitmap = await createImageBitmap(file)
    const image = new Image()
    image.src = url
    await image.decode()
    const { naturalWidth: width, naturalHeight: height } = image
    if (bitmap.width !== width || bitmap.height !== height) return null
    if (width * height > DRAWN_MAX_PIXELS) return { width, height, pixels: new Uint8ClampedArray() }
    return { width, height, pixels: draw(image, width, height) }
  } catch {
    return null
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** Whether the event came before an error, and in time. */
function heard(video: HTMLVideoElement, name: string, act: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (answer: boolean) => {
      clearTimeout(timer)
      resolve(answer)
    }
    const timer = setTimeout(() => end(false), STEP_MS)
    video.addEventListener(name, () => end(true), { once: true })
    video.addEventListener('error', () => end(false), { once: true })
    act()
  })
}

/** Milliseconds after which a drawing that is not what it should be is looked at again: the frame may come late. */
const AGAIN_MS = [100, 400, 1500]

/**
 * Null where the browser can't play it. `times` are the seconds at which it is looked at, one for each frame; `fits` says
 * whether a drawing is what it should be, and is asked again a little later where it is not.
 */
export async function play(
  file: Blob,
  times: number[],
  fits: (frame: Uint8ClampedArray, index: number) => boolean,
): Promise<Played | null> {
  const url = URL.createObjectURL(file)
  const video = document.createElement('video')
  video.muted = true
  video.preload = 'auto'
  const loaded = await heard(video, 'loadeddata', () => {
    video.src = url
  })
  try {
    const { videoWidth: width, videoHeight: height } = video
    if (!loaded || width === 0) return null
    const duration = Number.isFinite(video.duration) ? video.duration : null
    const frames: Uint8ClampedArray[] = []
    for (const [index, time] of times.entries()) {
      const found = await heard(video, 'seeked', () => {
        video.currentTime = time
      })
      if (!found) break
      let frame = draw(video, FRAME_SIDE, FRAME_SIDE)
      let right = fits(frame, index)
      for (const wait of AGAIN_MS) {
        if (right) break
        await new Promise((resolve) => setTimeout(resolve, wait))
        frame = draw(video, FRAME_SIDE, FRAME_SIDE)
        right = fits(frame, index)
      }
      frames.push(frame)
    }
    return { width, height, duration, frames }
  } finally {
    video.removeAttribute('src')
    video.load()
    URL.revokeObjectURL(url)
  }
}

async function fetched(path: string): Promise<Blob> {
  return (await fetch(path)).blob()
}

/** Mean difference of a byte that is none: decoders give the same pixels each time. */
const DIFFERENCE_MAX = 0.02

export type Verdict = { shows: boolean; lossless: boolean; width: number; height: number }

const NOTHING: Verdict = { shows: false, lossless: false, width: 0, height: 0 }

/** `basePath` is empty where no other file shows the same: then it is enough that this one is shown. */
export async function askPicture(path: string, basePath: string): Promise<Verdict> {
  const shown = await show(await fetched(path))
  if (!shown) return NOTHING
  const { width, height } = shown
  if (basePath === '') return { shows: true, lossless: true, width, height }
  const base = await show(await fetched(basePath))
  const lossless = base !== null && difference(shown.pixels, base.pixels) < DIFFERENCE_MAX
  return { shows: true, lossless: lossless && width === base?.width && height === base.height, width, height }
}

/** A jump may land on a neighbour of the frame that was asked for: so many away at most. */
const NEIGHBOURS = 2

/** Whether a drawing is the frame that is wanted, or one of its neighbours. */
function isNear(frame: Uint8ClampedArray, base: Uint8ClampedArray[], index: number): boolean {
  const near = base.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1)
  return near.some((one) => difference(frame, one) < DIFFERENCE_MAX)
}

/** Frames of bases, which are the same each time. */
const bases = new Map<string, Uint8ClampedArray[]>()

/** Asks the browser to play a clip, and compares each frame with a base. */
export async function askClip(
  path: string,
  times: number[],
  basePath: string,
  baseTimes: number[],
): Promise<Verdict & { duration: number | null }> {
  if (basePath && !bases.has(basePath)) {
    let last = new Uint8ClampedArray()
    // Something moves in all bases, so a frame that is as the one before has not come yet.
    const moved = (frame: Uint8ClampedArray) => difference(frame, last) >= DIFFERENCE_MAX
    const played = await play(await fetched(basePath), baseTimes, (frame) => {
      const fits = moved(frame)
      if (fits) last = frame.slice()
      return fits
    })
    bases.set(basePath, played?.frames ?? [])
  }
  const base = bases.get(basePath) ?? []
  const played = await play(await fetched(path), times, (frame, index) => basePath === '' || isNear(frame, base, index))
  if (!played) return { ...NOTHING, duration: null }
  const { width, height, duration, frames } = played
  const whole = frames.length === times.length && frames.length > 0
  const same =
    basePath === '' || (frames.length === base.length && frames.every((frame, at) => isNear(frame, base, at)))
  const lossless = whole && same
  return { shows: true, lossless, width, height, duration }
}
