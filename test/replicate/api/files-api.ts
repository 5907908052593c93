/** The calls on files: create, get, list, delete. */
import { type Answer, type Call, ok } from '../http/answer.ts'
import { badRequest, fileTooLarge, notFound } from '../http/problems.ts'
import type { Route } from '../http/routes.ts'
import type { Files, StoredFile } from './file-store.ts'
import { pageOf } from './pages.ts'
import { isObject } from './validation.ts'

const FILE_MAX_BYTES = 100_000_000
/** What the other parts of a multipart body may add to the file. */
const FORM_MAX_BYTES = FILE_MAX_BYTES + 100_000

type Parts = { files: Files; keep: (file: StoredFile) => void }

export function fileRoutes(parts: Parts): Route[] {
  const { files } = parts
  const one = (call: Call, act: (file: StoredFile) => Answer) => {
    const file = files.get(call.params.file_id ?? '')
    return file ? act(file) : notFound()
  }
  return [
    { operation: 'files.create', method: 'POST', path: '/v1/files', handle: (call) => create(parts, call) },
    {
      operation: 'files.list',
      method: 'GET',
      path: '/v1/files',
      handle: ({ url }) => {
        const page = pageOf(files.newestFirst(), url)
        return ok({ ...page, results: page.results.map(fileBody) })
      },
    },
    {
      operation: 'files.get',
      method: 'GET',
      path: '/v1/files/:file_id',
      handle: (call) => one(call, (file) => ok(fileBody(file))),
    },
    {
      operation: 'files.delete',
      method: 'DELETE',
      path: '/v1/files/:file_id',
      handle: (call) =>
        one(call, ({ id }) => {
          files.remove(id)
          return { status: 204 }
        }),
    },
  ]
}

async function create({ files, keep }: Parts, call: Call): Promise<Answer> {
  const body = await call.body(FORM_MAX_BYTES)
  if (!body) return fileTooLarge()
  let form: FormData
  try {
    form = await new Response(new Uint8Array(body), { headers: call.headers }).formData()
  } catch {
    return badRequest('The request body is not multipart/form-data.')
  }
  const content = form.get('content')
  if (!(content instanceof File)) return badRequest('content is required')
  if (content.size > FILE_MAX_BYTES) return fileTooLarge()
  const metadata = await readMetadata(form.get('metadata'))
  if (!metadata) return badRequest('metadata must be a JSON object')
  const file = files.add(Buffer.from(await content.arrayBuffer()), {
    name: textOf(form.get('filename')) ?? content.name,
    contentType: (textOf(form.get('type')) ?? content.type) || 'application/octet-stream',
    metadata,
  })
  keep(file)
  return { status: 201, json: fileBody(file) }
}

function fileBody(file: StoredFile): object {
  return {
    id: file.id,
    name: file.name,
    content_type: file.contentType,
    size: file.size,
    etag: file.md5,
    checksums: { sha256: file.sha256, md5: file.md5 },
    metadata: file.metadata,
    created_at: new Date(file.createdAt).toISOString(),
    expires_at: new Date(file.expiresAt).toISOString(),
    urls: { get: `https://api.replicate.com/v1/files/${file.id}` },
  }
}

/** The official client sends it as a part of type JSON, curl as a plain field. */
async function readMetadata(field: FormDataEntryValue | null): Promise<Record<string, unknown> | undefined> {
  try {
    const value: unknown = JSON.parse(field === null ? '{}' : typeof field === 'string' ? field : await field.text())
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function textOf(field: FormDataEntryValue | null): string | undefined {
  return typeof field === 'string' && field !== '' ? field : undefined
}
