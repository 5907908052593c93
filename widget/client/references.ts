/** References: asks what became of them, takes them from elsewhere, and sends files, for which the rest is loaded then. */
import type { Reference, ReferenceList } from '../../worker/contract/reference.ts'
import { lazy } from './load-lazily.ts'
import type { SessionManager } from './session.ts'
import type { Transport } from './transport.ts'
import type { Sending, Surroundings } from './upload/uploading.ts'

/** Milliseconds that the Worker may take to fetch a picture from elsewhere, and a little more. */
const IMPORT_MS = 75_000

export function createReferences(transport: Transport, session: SessionManager, surroundings: Surroundings) {
  const uploading = lazy(async () => {
    const { createUploading } = await import('./upload/uploading.ts')
    return createUploading(transport, session, surroundings)
  })
  return {
    get: (id: string, signal?: AbortSignal) =>
      transport.json<Reference>(`/v1/references/${encodeURIComponent(id)}`, { signal }),
    list: () => transport.json<ReferenceList>('/v1/references'),
    /** Takes a picture from a host that the operator allows. */
    import: (url: string) =>
      transport.json<Reference>('/v1/references/import', { method: 'POST', body: { url }, patience: IMPORT_MS }),
    /** What sends, waits for the verdict, and takes back. */
    uploading: uploading.get,
    /** Sends a whole file, however often it is cut, and answers its id. */
    send: async (file: File, sending: Sending) => (await uploading.get()).send(file, sending),
  }
}
export type References = ReturnType<typeof createReferences>
