/** `/v1/media`: a reference's bytes at signed URLs, for the provider or its owner, without location and camera data. */
import { type Context, Hono } from 'hono'
import type { AppEnv } from '../http/context.ts'
import { Refusal } from '../http/problem.ts'
import { requireConfig } from '../http/require.ts'
import { storedObject } from '../http/stored-object.ts'
import { redactionsOf } from '../media/redaction/stored.ts'
import { type MediaClaims, readMediaToken, readPreviewToken } from '../signing/signed-urls.ts'

/** Both kinds of signed URLs; the token in the path is the only credential. */
export const media = new Hono<AppEnv>()

media.use(requireConfig)

/** Headers of every answer with uploaded bytes: a browser never runs them. */
const HEADERS = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" }

/** Preview for the page of the visitor who owns the reference. */
media.get('/:token/preview', async (c) => {
  const claims = await readPreviewToken(c.get('config').keys, c.req.param('token'), Date.now())
  if (!claims) throw new Refusal('not-found')
  const described = await c.env.UPLOADS.getByName(claims.reference).describe({
    site: claims.site,
    subject: claims.subject,
  })
  if (!described.ok) throw new Refusal('not-found')
  return bytesOf(c, described.reference, {
    'cache-control': 'private, max-age=3600',
    'cross-origin-resource-policy': 'cross-origin',
  })
})

/** The bytes for the provider, for one attempt. */
media.get('/:token/:name', async (c) => {
  const claims = await readMediaToken(c.get('config').keys, c.req.param('token'), Date.now())
  if (!claims) throw new Refusal('not-found')
  return bytesOf(c, claims, { 'cache-control': 'private, no-store' })
})

async function bytesOf(
  c: Context<AppEnv>,
  { key, media_type }: Pick<MediaClaims, 'key' | 'media_type'>,
  headers: Record<string, string>,
): Promise<Response> {
  const redactions = await redactionsOf(c.env.BUCKET, key, media_type)
  if (!redactions) throw new Refusal('not-found')
  return storedObject(c, key, { mediaType: media_type, redactions, headers: { ...headers, ...HEADERS } })
}
