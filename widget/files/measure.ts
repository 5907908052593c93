/** Measures pictures and clips with the browser's own decoders. */

/** Size in pixels as shown, and length. */
export interface Measures {
  width: number
  height: number
  /** Seconds of a clip; absent of a picture. */
  duration?: number
}

/** Milliseconds after which a clip that hasn't loaded is left to the Worker. Ours. */
const PATIENCE_MS = 10_000

/** The size of the picture at `url`; undefined where the browser can't open it. */
export function measureImage(url: string): Promise<Measures | undefined> {
  return new Promise((resolve) => {
    const image = new Image()
    image.onload = () => resolve({ width: image.naturalWidth, height: image.naturalHeight })
    image.onerror = () => resolve(undefined)
    image.src = url
  })
}

/** Size and length of the clip at `url`; undefined where the browser can't play it, though the model still may. */
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
