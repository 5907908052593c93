/** The scripted Worker's side of tus 1.0.0: keeps what arrives, and only what arrives, by the contract. */
import type { ProblemCode } from '../../worker/contract/problem.ts'
import type { Reference } from '../../worker/contract/reference.ts'

/** One request as it came in. */
export interface Seen {
  method: string
  path: string
  search: URLSearchParams
  headers: Headers
  body: unknown
}

interface Upload {
  length: number
  pieces: Blob[]
  offset: number
  metadata: Record<string, string>
}

const DAY_MS = 86_400_000
const TUS = { 'tus-resumable': '1.0.0' }

export class FakeUploads {
  readonly references = new Map<string, Reference>()
  readonly uploads = new Map<string, Upload>()
  /** Digests of what this visitor has stored. */
  readonly stored = new Set<string>()
  /** A request that is cut keeps whole pieces of this many bytes. */
  grain = 1
  /** The verdict of the check at the end of an upload. */
  verdict: Partial<Reference> = { status: 'ready' }
  readonly #endpoint: string
  readonly #problem: (code: ProblemCode) => Response
  #made = 0

  constructor(endpoint: string, problem: (code: ProblemCode) => Response) {
    this.#endpoint = endpoint
    this.#problem = problem
  }

  /** `cut`: the body ended early, and nobody waits for the answer. */
  answer(id: string, { method, headers, body }: Seen, cut: boolean): Response {
    if (method === 'POST') return this.#create(headers)
    if (method === 'DELETE') {
      this.uploads.delete(id)
      return this.references.delete(id) ? new Response(null, { status: 204 }) : this.#problem('not-found')
    }
    const reference = this.references.get(id)
    if (!reference) return this.#problem('not-found')
    if (method === 'GET') return Response.json(reference)
    const upload = this.uploads.get(id)
    if (!upload) return this.#problem('not-found')
    if (method === 'PATCH') {
      if (Number(headers.get('upload-offset')) !== upload.offset) return this.#problem('offset-mismatch')
      this.#take(id, upload, body as Blob, cut)
      if (cut) return this.#problem('malformed-upload')
    }
    return new Response(null, { status: method === 'HEAD' ? 200 : 204, headers: this.#state(upload) })
  }

  /** Says what a check found, later than the upload's end. */
  judge(id: string, verdict: Partial<Reference>): void {
    const reference = this.references.get(id)
    if (reference) this.references.set(id, { ...reference, ...verdict })
  }

  /** All bytes of an upload, as they were put together. */
  whole(id: string): Promise<ArrayBuffer> {
    return new Blob(this.uploads.get(id)?.pieces ?? []).arrayBuffer()
  }

  #create(headers: Headers): Response {
    const metadata = Object.fromEntries(
      (headers.get('upload-metadata') ?? '').split(',').map((pair) => {
        const [key = '', value = ''] = pair.split(' ')
        return [key, new TextDecoder().decode(Uint8Array.from(atob(value), (char) => char.charCodeAt(0)))]
      }),
    )
    this.#made += 1
    const id = `ref_${this.#made}`
    const length = Number(headers.get('upload-length'))
    const upload: Upload = { length, pieces: [], offset: 0, metadata }
    this.uploads.set(id, upload)
    this.references.set(id, {
      id,
      status: 'uploading',
      kind: metadata.filetype?.startsWith('video/') ? 'video' : 'image',
      bytes: length,
      width: 600,
      height: 400,
      filename: metadata.filename ?? '',
      created_at: new Date().toISOString(),
      expires_at: new Date(Date.now() + DAY_MS).toISOString(),
    })
    if (metadata.sha256 && this.stored.has(metadata.sha256)) {
      upload.offset = length
      this.judge(id, this.verdict)
    }
    const location = `${this.#endpoint}/v1/references/${id}`
    return new Response(null, { status: 201, headers: { ...this.#state(upload), location } })
  }

  #take(id: string, upload: Upload, body: Blob, cut: boolean): void {
    const kept = cut ? body.slice(0, body.size - (body.size % this.grain)) : body
    upload.pieces.push(kept)
    upload.offset += kept.size
    if (upload.offset < upload.length) return
    if (upload.metadata.sha256) this.stored.add(upload.metadata.sha256)
    this.judge(id, this.verdict)
  }

  #state({ offset, length }: Upload): Record<string, string> {
    return {
      ...TUS,
      'upload-offset': String(offset),
      'upload-length': String(length),
      'upload-expires': new Date(Date.now() + DAY_MS).toUTCString(),
    }
  }
}
