/** One go at an upload through the tus client: from where the Worker stands until the end, or until it is cut. */
import type { DetailedError, HttpResponse } from 'tus-js-client'
import { NetworkError, toProblem } from '../problem.ts'
import type { SessionManager } from '../session.ts'

export interface Attempt {
  url: string
  signal: AbortSignal
  /** Bytes of one request. */
  chunkBytes: number
  /** Bytes that went out, of all. */
  progress: (sent: number, total: number) => void
  /** More of it is kept by the Worker. Answers how large the next request may be. */
  acknowledged: () => number
  /** Nothing has moved for a while. */
  stalled: () => void
}

/** Milliseconds without progress until it is said, and until the connection counts as dead. */
const STALLED_MS = 15_000
const DEAD_MS = 45_000

function toError(error: Error | DetailedError): Error {
  const response: HttpResponse | null = 'originalResponse' in error ? error.originalResponse : null
  if (!response?.getStatus()) return new NetworkError('The upload was cut off.', { cause: error })
  return toProblem(response.getStatus(), response.getBody(), (name) => response.getHeader(name) ?? null)
}

/** Resolves when the Worker has every byte. Trying again is the caller's business. */
export async function attempt(file: Blob, session: SessionManager, options: Attempt): Promise<void> {
  const { signal, progress, stalled } = options
  const { Upload } = await import('tus-js-client').catch((cause) => {
    throw new NetworkError('The tus client could not be loaded.', { cause })
  })
  signal.throwIfAborted()
  let warning: ReturnType<typeof setTimeout> | undefined
  let death: ReturnType<typeof setTimeout> | undefined
  let token = ''
  const still = () => {
    clearTimeout(warning)
    clearTimeout(death)
  }
  return new Promise<void>((resolve, reject) => {
    const moved = () => {
      still()
      warning = setTimeout(stalled, STALLED_MS)
      death = setTimeout(() => {
        void upload.abort()
        reject(new NetworkError('The upload stood still.'))
      }, DEAD_MS)
    }
    const upload = new Upload(file, {
      uploadUrl: options.url,
      chunkSize: options.chunkBytes,
      // Its own delays know neither jitter nor the network's return.
      retryDelays: null,
      storeFingerprintForResuming: false,
      async onBeforeRequest(request) {
        token = await session.token()
        // Aborting a request that was not sent yet would not keep it from being sent.
        signal.throwIfAborted()
        request.setHeader('authorization', `Bearer ${token}`)
        moved()
      },
      onProgress(sent, total) {
        moved()
        progress(sent, total ?? file.size)
      },
      onChunkComplete() {
        upload.options.chunkSize = options.acknowledged()
      },
      onSuccess: () => resolve(),
      onError(error) {
        const known = toError(error)
        if ('status' in known && known.status === 401) session.expire(token)
        reject(known)
      },
    })
    signal.addEventListener(
      'abort',
      () => {
        void upload.abort()
        reject(signal.reason)
      },
      { once: true },
    )
    moved()
    upload.start()
  }).finally(still)
}
