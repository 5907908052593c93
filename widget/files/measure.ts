/** Reads the size of a picture, and size and length of a clip, through the browser's own decoders. */

export interface Measures {
  width: number
  height: number
  /** Seconds, of a clip. */
  duration?: number
}

/** Milliseconds after which a clip that tells nothing is left to the Worker. */
const PATIENCE_MS = 10_000

/** Undefined when the browser can't open it. */
export function measureImage(url: string): Promise<Measures | undefined> {
  return new Promise((resolve) => {
    const image = new Image()
    image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight })
    image.onerror = () => resolve(undefined)
    image.src = url
  })
}

/** Undefined when the browser can't play it, which doesn't mean that the model can't. */
export function measureClip(url: string): Promise<Measures | undefined> {
  return new Promise((resolve) => {
    const video = document.createElement('video')
    const finish = (measures?: Measures) => {
      clearTimeout(timer)
      video.removeAttribute('src')
      video.load()
      resolve(measures)
    }
    const timer = setTimeout(finish, PATIENCE_MS)
    video.preload = 'metadata'
    video.muted = true
    video.onloadedmetadata = () =>
      finish({ width: video.videoWidth, height: video.videoHeight, duration: video.duration })
    video.onerror = () => finish()
    video.src = url
  })
}
