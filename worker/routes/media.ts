/** `/v1/media`: a reference's bytes for the provider, by signed URL only, and without its location and camera data. */
import { Hono } from 'hono'
import { refuseOtherMethods } from '../http/allow.ts'
import type { AppEnv } from '../http/context.ts'
import { Refusal } from '../http/problem.ts'
import { requireConfig } from '../http/require.ts'
import { storedObject } from '../http/stored-object.ts'
import { patchesOf } from '../media/metadata/plan.ts'
import { readMediaToken } from '../signing/media-url.ts'

export const media = new Hono<AppEnv>()

media.use(requireConfig)

media.get('/:token/:name', async (c) => {
  const claims = await readMediaToken(c.get('config').keys, c.req.param('token'), Date.now())
  if (!claims) throw new Refusal('not-found')
  const patches = await patchesOf(c.env.BUCKET, claims.key, claims.media_type)
  if (!patches) throw new Refusal('not-found')
  return storedObject(c, claims.key, {
    mediaType: claims.media_type,
    patches,
    headers: {
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    },
  })
})

refuseOtherMethods(media)
