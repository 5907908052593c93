/** `/v1/references`, and the same for the operator: tus 1.0.0 for the bytes, JSON for the record. */
import { type Context, Hono } from 'hono'
import { CLIP_MAX_BYTES, IMAGE_MAX_BYTES } from '../contract/limits.ts'
import { ImportRequestSchema, type Reference, type ReferenceList } from '../contract/reference.ts'
import { refuseOtherMethods } from '../http/allow.ts'
import { invalid, readJson, validate } from '../http/body.ts'
import { brake } from '../http/brake.ts'
import { type AppEnv, whoAsks } from '../http/context.ts'
import { readCursor } from '../http/cursor.ts'
import { crossOrigin } from '../http/origin-gate.ts'
import { Refusal } from '../http/problem.ts'
import { dailyLimit, limitRefusal, rateLimitHeaders } from '../http/rate-limit.ts'
import { genuineId, requireConfig, requireSession } from '../http/require.ts'
import { TUS_VERSION } from '../http/tus-headers.ts'
import { readUploadMetadata } from '../http/upload-metadata.ts'
import { isOperator, OPERATOR_REFERENCE_DAYS } from '../objects/site/operator.ts'
import type { KeptSite } from '../objects/site/record.ts'
import { type ImportRefusal, isImportable } from '../objects/upload/import.ts'
import type { BeginResult, PatchResult, UploadState } from '../objects/upload/upload.ts'
import { whoHeaders } from '../objects/who.ts'
import { newId } from '../signing/ids.ts'
import { previewUrl } from '../signing/preview-url.ts'

/** Seconds after which an upload is worth going on with when the storage failed. Ours. */
const STORAGE_RETRY_SECONDS = 2
/** What tus has extensions for, and this server hasn't: a client that sends one would believe it was heeded. */
const NOT_OFFERED = ['upload-checksum', 'upload-concat']

/** The routes, for whoever stands in `session`. */
export const referenceRoutes = new Hono<AppEnv>()

// Of every answer, a refusal too: so tus wants it.
referenceRoutes.use(async (c, next) => {
  await next()
  c.header('tus-resumable', TUS_VERSION)
})

/** Creation, with or without the file itself in the body. */
referenceRoutes.post('/', async (c) => {
  requireTus(c)
  const { site, subject, limits = null } = c.get('session')
  const length = uploadLength(c)
  const metadata = c.req.header('upload-metadata') ?? ''
  const { filename, filetype, sha256 } = readUploadMetadata(metadata)
  const maxBytes = filetype?.startsWith('image/') ? IMAGE_MAX_BYTES : CLIP_MAX_BYTES
  if (length > maxBytes) {
    throw new Refusal('too-large', { detail: `This file may have ${maxBytes / 1_000_000} MB at most.` })
  }
  if (Number(c.req.header('content-length') ?? 0) > length && isOffsetStream(c)) throw patchRefusal('too-long')
  const record = await c.env.SITES.getByName(site).read()
  if (!record) throw new Refusal('unknown-site')
  if (filetype?.startsWith('video/') && !record.allow.reference_videos && !isOperator(subject)) {
    throw new Refusal('unsupported-media-type', { detail: 'This site takes pictures only.' })
  }
  const id = await newId(c.get('config').idKey, 'ref')
  const stub = c.env.UPLOADS.getByName(id)
  const days = retentionDays(record, subject)
  const begun = await stub.begin({ id, site, subject, length, metadata, filename, sha256, retentionDays: days, limits })
  if (!begun.ok) throw uploadRefusal(begun)
  let { state } = begun
  const left = rateLimitHeaders(dailyLimit(begun.bytesToday, 'content-bytes'))
  if (isOffsetStream(c) && state.offset < length) {
    const result = await send(c, id, 0)
    // What was cut on the way is no failure of the creation: tus asks with HEAD and goes on.
    if (result.ok) state = result.state
  }
  return c.body(null, 201, { ...stateHeaders(state), ...left, location: addressOf(c, id) })
})

/** A file from one of the hosts that the operator listed for this site. */
referenceRoutes.post('/import', async (c) => {
  const { url } = validate(ImportRequestSchema, await readJson(c))
  const { site, subject, limits = null } = c.get('session')
  const record = await c.env.SITES.getByName(site).read()
  if (!record) throw new Refusal('unknown-site')
  if (!isImportable(url, record.import_hosts)) throw importRefusal('host-not-allowed')
  const id = await newId(c.get('config').idKey, 'ref')
  const filename = new URL(url).pathname.split('/').at(-1) || null
  const start = { id, site, subject, filename, retentionDays: retentionDays(record, subject), limits }
  const result = await c.env.UPLOADS.getByName(id).import(start, url)
  if (result.ok) {
    const location = addressOf(c, id)
    return c.json(await withPreview(c, result.record), 201, { location, 'cache-control': 'no-store' })
  }
  if (!('why' in result)) throw uploadRefusal(result)
  throw result.why === 'storage' ? patchRefusal('storage') : importRefusal(result.why)
})

referenceRoutes.get('/', async (c) => {
  const who = whoAsks(c)
  const page = await c.env.SITES.getByName(who.site).references(who.subject, readCursor(c))
  const records = await Promise.all(page.ids.map((id) => c.env.UPLOADS.getByName(id).record(who)))
  const answer: ReferenceList = {
    references: await Promise.all(records.filter((record) => record !== null).map((record) => withPreview(c, record))),
    ...(page.cursor ? { cursor: page.cursor } : {}),
  }
  return c.json(answer, 200, { 'cache-control': 'no-store' })
})

/** The record; a HEAD with `Tus-Resumable` asks where the upload stands instead. */
referenceRoutes.get('/:id', (c) => look(c))
referenceRoutes.patch('/:id', append)
referenceRoutes.delete('/:id', remove)
/** The same for networks that let nothing but GET and POST through. */
referenceRoutes.post('/:id', async (c) => {
  switch (c.req.header('x-http-method-override')) {
    case 'PATCH':
      return append(c)
    case 'DELETE':
      return remove(c)
    case 'HEAD':
      return look(c, true)
    default:
      throw new Refusal('method-not-allowed', { headers: { allow: 'DELETE, GET, HEAD, OPTIONS, PATCH' } })
  }
})

refuseOtherMethods(referenceRoutes)

async function look(c: Context<AppEnv, string>, head = c.req.method === 'HEAD'): Promise<Response> {
  const id = await genuineId(c, 'ref', c.req.param('id') ?? '')
  const stub = c.env.UPLOADS.getByName(id)
  const who = whoAsks(c)
  if (head) {
    requireTus(c)
    const state = await stub.state(who)
    if (!state) throw new Refusal('not-found')
    return c.body(null, 200, { ...stateHeaders(state), 'cache-control': 'no-store' })
  }
  const record = await stub.record(who)
  if (!record) throw new Refusal('not-found')
  return c.json(await withPreview(c, record), 200, { 'cache-control': 'no-store' })
}

async function append(c: Context<AppEnv, string>): Promise<Response> {
  requireTus(c)
  const id = await genuineId(c, 'ref', c.req.param('id') ?? '')
  if (!isOffsetStream(c)) {
    throw new Refusal('unsupported-media-type', { detail: 'Send the bytes as application/offset+octet-stream.' })
  }
  const offset = c.req.header('upload-offset') ?? ''
  if (!/^\d{1,15}$/.test(offset)) throw new Refusal('malformed-upload', { detail: 'Upload-Offset has to be a number.' })
  const result = await send(c, id, Number(offset))
  if (!result.ok) throw patchRefusal(result.why)
  return c.body(null, 204, stateHeaders(result.state))
}

async function remove(c: Context<AppEnv, string>): Promise<Response> {
  const id = await genuineId(c, 'ref', c.req.param('id') ?? '')
  if (!(await c.env.UPLOADS.getByName(id).remove(whoAsks(c)))) throw new Refusal('not-found')
  return c.body(null, 204)
}

/** For visitors. */
export const references = new Hono<AppEnv>()

references.use(crossOrigin, requireConfig, brake, requireSession('references'))
references.route('/', referenceRoutes)

/** The record as its owner gets it: what is ready can be looked at. */
async function withPreview(c: Context<AppEnv>, record: Reference): Promise<Reference> {
  if (record.status !== 'ready') return record
  const owner = { reference: record.id, ...whoAsks(c) }
  const { origin } = new URL(c.req.url)
  return { ...record, preview_url: await previewUrl(c.get('config').keys, origin, owner, Date.now()) }
}

async function send(c: Context<AppEnv>, id: string, offset: number): Promise<PatchResult> {
  const announced = c.req.header('content-length')
  const response = await c.env.UPLOADS.getByName(id).fetch('https://upload.internal/', {
    method: 'PATCH',
    body: c.req.raw.body,
    headers: {
      ...whoHeaders(whoAsks(c)),
      'x-offset': String(offset),
      ...(announced === undefined ? {} : { 'x-announced': announced }),
    },
  })
  return response.json<PatchResult>()
}

/** The operator's own are kept until they are deleted. */
function retentionDays(site: KeptSite, subject: string): number {
  return isOperator(subject) ? OPERATOR_REFERENCE_DAYS : site.retention_days.references
}

/** Below the address at which it was asked for. */
function addressOf(c: Context<AppEnv>, id: string): string {
  const { origin, pathname } = new URL(c.req.url)
  return `${origin}${pathname.replace(/(\/import)?\/?$/, '')}/${id}`
}

function importRefusal(why: ImportRefusal['why'] | 'host-not-allowed'): Refusal {
  const details: Record<typeof why, string> = {
    'host-not-allowed': 'This site imports from the hosts that its operator listed, over https.',
    unreachable: 'The file could not be fetched from there.',
    redirected: 'The address leads elsewhere: name the file’s own address.',
    'too-large': 'The file is larger than the model can use.',
    empty: 'The file there is empty.',
  }
  return invalid([{ pointer: '/url', detail: details[why], code: why }])
}

function uploadRefusal(result: Extract<BeginResult, { ok: false }>): Refusal {
  if (result.code === 'storage-exhausted') return limitRefusal(result.code, { name: result.limit, remaining: 0 })
  return limitRefusal(result.code, dailyLimit(result, 'content-bytes'))
}

function patchRefusal(why: Extract<PatchResult, { ok: false }>['why']): Refusal {
  switch (why) {
    case 'unknown':
      return new Refusal('not-found')
    case 'locked':
      return new Refusal('upload-locked')
    case 'offset-mismatch':
      return new Refusal('offset-mismatch', { detail: 'Ask with HEAD where the upload stands.' })
    case 'too-long':
      return new Refusal('too-large', { detail: 'More bytes came than Upload-Length announced.' })
    case 'storage':
      return new Refusal('storage-unavailable', { retryAfter: STORAGE_RETRY_SECONDS })
    case 'cut':
      return new Refusal('malformed-upload', {
        detail: 'The bytes ended before Upload-Length was reached. Send them again.',
      })
  }
}

function requireTus(c: Context<AppEnv>): void {
  if (c.req.header('tus-resumable') !== TUS_VERSION) {
    throw new Refusal('precondition-failed', {
      detail: `Send Tus-Resumable: ${TUS_VERSION}.`,
      headers: { 'tus-version': TUS_VERSION },
    })
  }
  const unheard = NOT_OFFERED.find((name) => c.req.header(name) !== undefined)
  if (unheard !== undefined) {
    throw new Refusal('malformed-upload', { detail: `This server doesn’t offer ${unheard}: see Tus-Extension.` })
  }
}

function uploadLength(c: Context<AppEnv>): number {
  const text = c.req.header('upload-length')
  if (text === undefined)
    throw new Refusal('length-required', { detail: 'Tell the length of the file in Upload-Length.' })
  if (!/^\d{1,15}$/.test(text) || Number(text) === 0) {
    throw new Refusal('malformed-upload', { detail: 'Upload-Length has to be the file’s size in bytes, above 0.' })
  }
  return Number(text)
}

function isOffsetStream(c: Context<AppEnv>): boolean {
  return c.req.header('content-type') === 'application/offset+octet-stream' && c.req.raw.body !== null
}

function stateHeaders({ offset, length, metadata, expiresAt }: UploadState): Record<string, string> {
  return {
    'upload-offset': String(offset),
    'upload-length': String(length),
    'upload-expires': new Date(expiresAt).toUTCString(),
    ...(metadata ? { 'upload-metadata': metadata } : {}),
  }
}
