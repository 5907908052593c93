/** References: sends files by tus, asks what became of them, and takes them back. */
import type { DetailedError, HttpResponse } from 'tus-js-client'
import type { Reference, ReferenceList } from '../../worker/contract/reference.ts'
import { backOff, wait } from './back-off.ts'
import { isAbort, NetworkError, toProblem } from './problem.ts'
import type { SessionKeeper } from './session.ts'
import type { Transport } from './transport.ts'

export interface Sending {
  filename: string
  /** The type by the file's own bytes. */
  filetype: string
  signal: AbortSignal
  /** Bytes that went out, of all. */
  progress: (sent: number, total: number) => void
}

/** Milliseconds between tries of one file; tus counts anew after each success. */
const RETRY_DELAYS_MS = [0, 1000, 3000, 5000, 10_000]
/** Statuses below 500 that pass by themselves: another writer, an offset to ask for. */
const PASSING = [409, 423]

const idOf = (location: string): string => new URL(location, 'https://x').pathname.split('/').pop() ?? ''

function toError(error: Error | DetailedError): Error {
  const response: HttpResponse | null = 'originalResponse' in error ? error.originalResponse : null
  if (!response?.getStatus()) return new NetworkError('The upload was cut off.', { cause: error })
  return toProblem(response.getStatus(), response.getBody(), (name) => response.getHeader(name) ?? null)
}

export function createReferences(transport: Transport, session: SessionKeeper, random: () => number) {
  const path = (id: string) => `/v1/references/${encodeURIComponent(id)}`
  const references = {
    get: (id: string, signal?: AbortSignal) => transport.json<Reference>(path(id), signal ? { signal } : {}),
    list: () => transport.json<ReferenceList>('/v1/references'),
    /** Takes a picture from a host that the operator allows. */
    import: (url: string) => transport.json<Reference>('/v1/references/import', { method: 'POST', body: { url } }),
    async remove(id: string): Promise<void> {
      await transport.send(path(id), { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } })
    },

    /** Sends a whole file in one request and answers its id; the tus client is loaded with the first file. */
    async send(file: File, { filename, filetype, signal, progress }: Sending): Promise<string> {
      const { Upload } = await import('tus-js-client')
      await session.token()
      signal.throwIfAborted()
      return new Promise((resolve, reject) => {
        let token = ''
        const upload = new Upload(file, {
          endpoint: `${transport.endpoint}/v1/references`,
          metadata: { filename, filetype },
          uploadDataDuringCreation: true,
          storeFingerprintForResuming: false,
          removeFingerprintOnSuccess: true,
          retryDelays: RETRY_DELAYS_MS,
          async onBeforeRequest(request) {
            token = await session.token()
            request.setHeader('authorization', `Bearer ${token}`)
          },
          onShouldRetry(error) {
            const status = error.originalResponse?.getStatus() ?? 0
            if (status === 401) {
              const problem = toError(error)
              if ('code' in problem && problem.code === 'session-expired') {
                session.expire(token)
                return true
              }
            }
            return status < 400 || status >= 500 || PASSING.includes(status)
          },
          onProgress: (sent, total) => progress(sent, total ?? file.size),
          onSuccess: () => resolve(idOf(upload.url ?? '')),
          onError: (error) => reject(toError(error)),
        })
        signal.addEventListener(
          'abort',
          () => {
            // Also tells the Worker to forget what it has, where the upload has an address already.
            upload.abort(upload.url !== null).catch(() => {})
            reject(signal.reason)
          },
          { once: true },
        )
        upload.start()
      })
    },

    /** Asks until the Worker has looked the file over: it is ready or rejected. */
    async settled(id: string, signal: AbortSignal): Promise<Reference> {
      for (let tried = 0; ; tried += 1) {
        try {
          const reference = await references.get(id, signal)
          if (reference.status === 'ready' || reference.status === 'rejected') return reference
        } catch (error) {
          if (isAbort(error) || !(error instanceof NetworkError)) throw error
        }
        await wait(backOff(Math.min(tried, 3), random), signal)
      }
    },
  }
  return references
}
export type References = ReturnType<typeof createReferences>
