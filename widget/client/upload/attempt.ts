/** One attempt at an upload by the tus client: from the Worker's offset to the end, or until the connection is lost. */
import type { DetailedError, HttpResponse } from 'tus-js-client'
import { NetworkError, toProblem } from '../problem.ts'
import type { SessionManager } from '../session.ts'

/** Where one attempt sends the file, and who hears of its progress. */
interface Attempt {
  url: string
  signal: AbortSignal
  /** Most bytes of one request. */
  chunkBytes: number
  /** Gets the bytes sent and the bytes in all. */
  progress: (sent: number, total: number) => void
  /** Called when the Worker has stored another request; returns the most bytes of the next one. */
  acknowledged: () => number
  /** Called after `STALLED_MS` without progress. */
  stalled: () => void
}

/** Milliseconds without progress until the upload is called stalled. Ours. */
const STALLED_MS = 15_000
/** Milliseconds without progress until the connection counts as lost. Ours. */
const DEAD_MS = 45_000

function toError(error: Error | DetailedError): Error {
  const response: HttpResponse | null = 'originalResponse' in error ? error.originalResponse : null
  if (!response?.getStatus()) return new NetworkError('The upload was cut off.', { cause: error })
  return toProblem(response.getStatus(), response.getBody(), (name) => response.getHeader(name) ?? null)
}

/** Resolves when the Worker has every byte. Throws a `ProblemError` or a `NetworkError`; the caller retries. */
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
      // The tus client's own retries have no jitter, and don't know when the network returns.
      retryDelays: null,
      storeFingerprintForResuming: false,
      async onBeforeRequest(request) {
        token = await session.token()
        // `upload.abort()` doesn't stop a request that is still in this hook.
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
