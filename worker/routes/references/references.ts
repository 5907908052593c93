/** `/v1/references`, and the same routes for the operator: tus 1.0.0 for the bytes, JSON for the record. */
import { type Context, Hono } from 'hono'
import { CLIP_MAX_BYTES, IMAGE_MAX_BYTES } from '../../contract/limits.ts'
import { ImportRequestSchema, type Reference, type ReferenceList } from '../../contract/reference.ts'
import { readJson, validate } from '../../http/body.ts'
import { type AppEnv, whoAsks } from '../../http/context.ts'
import { readCursor } from '../../http/cursor.ts'
import { dailyLimit, rateLimitHeaders } from '../../http/limit-headers.ts'
import { crossOrigin } from '../../http/origin-gate.ts'
import { Refusal } from '../../http/problem.ts'
import { rateLimit } from '../../http/rate-limit.ts'
import { genuineId, requireConfig, requireSession } from '../../http/require.ts'
import {
  isOffsetStream,
  readUploadMetadata,
  requireTus,
  stateHeaders,
  TUS_VERSION,
  uploadLength,
  uploadOffset,
} from '../../http/tus.ts'
import { isOperator, OPERATOR_REFERENCE_DAYS } from '../../objects/site/operator.ts'
import type { KeptSite } from '../../objects/site/record.ts'
import { isImportable } from '../../objects/upload/import.ts'
import type { PatchResult } from '../../objects/upload/upload.ts'
import { whoHeaders } from '../../objects/who.ts'
import { newId } from '../../signing/ids.ts'
import { previewUrl } from '../../signing/signed-urls.ts'
import { importRefusal, patchRefusal, uploadRefusal } from './refusals.ts'

/** The routes for the subject in `session`. */
export const referenceRoutes = new Hono<AppEnv>()

// tus wants this header in every answer, refusals included.
referenceRoutes.use(async (c, next) => {
  await next()
  c.header('tus-resumable', TUS_VERSION)
})

/** Creates an upload, with or without bytes of the file in the body. */
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
    throw new Refusal('unsupported-media-type', { detail: 'This site accepts pictures only.' })
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
    // The upload exists even when its first bytes were cut off: the client asks with HEAD and continues.
    if (result.ok) state = result.state
  }
  return c.body(null, 201, { ...stateHeaders(state), ...left, location: addressOf(c, id) })
})

/** Imports a file from one of the site's import hosts. */
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

/** Lists the subject's references, newest first. */
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

/** GET returns the record; HEAD tells where the upload stands, as tus wants it. */
referenceRoutes.get('/:id', (c) => look(c))
referenceRoutes.patch('/:id', append)
referenceRoutes.delete('/:id', remove)
/** POST in place of PATCH and DELETE, for networks that let only GET and POST through. */
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
  const result = await send(c, id, uploadOffset(c))
  if (!result.ok) throw patchRefusal(result.why)
  return c.body(null, 204, stateHeaders(result.state))
}

async function remove(c: Context<AppEnv, string>): Promise<Response> {
  const id = await genuineId(c, 'ref', c.req.param('id') ?? '')
  if (!(await c.env.UPLOADS.getByName(id).remove(whoAsks(c)))) throw new Refusal('not-found')
  return c.body(null, 204)
}

/** The routes for visitors. */
export const references = new Hono<AppEnv>()

references.use(crossOrigin, requireConfig, rateLimit, requireSession('references'))
references.route('/', referenceRoutes)

/** The record for its owner; a ready reference has a preview. */
async function withPreview(c: Context<AppEnv>, record: Reference): Promise<Reference> {
  if (record.status !== 'ready') return record
  const owner = { reference: record.id, ...whoAsks(c) }
  const { origin } = new URL(c.req.url)
  return { ...record, preview_url: await previewUrl(c.get('config').keys, origin, owner, Date.now()) }
}

/** Streams the body to the Upload object. */
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

/** Days until the reference expires; the operator's own never do. */
function retentionDays(site: KeptSite, subject: string): number {
  return isOperator(subject) ? OPERATOR_REFERENCE_DAYS : site.retention_days.references
}

/** The new reference's URL, below the URL of the request. */
function addressOf(c: Context<AppEnv>, id: string): string {
  const { origin, pathname } = new URL(c.req.url)
  return `${origin}${pathname.replace(/(\/import)?\/?$/, '')}/${id}`
}
