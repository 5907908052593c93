/** The Worker's requests about references. The code that uploads files is loaded with the first file. */
import type { Reference, ReferenceList } from '../../worker/contract/reference.ts'
import { lazy } from './load-lazily.ts'
import type { SessionManager } from './session.ts'
import type { Transport } from './transport.ts'
import type { Sending, Surroundings } from './upload/uploading.ts'

/** Milliseconds that an import may take: the Worker's own time for fetching the picture, and a margin. */
const IMPORT_MS = 75_000

/** Makes the requests; `surroundings` are for the uploads. */
export function createReferences(transport: Transport, session: SessionManager, surroundings: Surroundings) {
  const uploading = lazy(async () => {
    const { createUploading } = await import('./upload/uploading.ts')
    return createUploading(transport, session, surroundings)
  })
  return {
    /** The present state of a reference. */
    get: (id: string, signal?: AbortSignal) =>
      transport.json<Reference>(`/v1/references/${encodeURIComponent(id)}`, { signal }),
    /** This visitor's references. */
    list: () => transport.json<ReferenceList>('/v1/references'),
    /** Has the Worker fetch a picture from a host that the site allows. */
    import: (url: string) =>
      transport.json<Reference>('/v1/references/import', { method: 'POST', body: { url }, patience: IMPORT_MS }),
    /** The uploads: send, wait for the Worker's verdict, remove. Rejects if their code can't be loaded. */
    uploading: uploading.get,
    /** Uploads a file, however often the connection is lost, and resolves with the reference's id. */
    send: async (file: File, sending: Sending) => (await uploading.get()).send(file, sending),
  }
}
