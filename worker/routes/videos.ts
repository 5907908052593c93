/** `/v1/videos`: a stored video and what a player may know of it; public by an unguessable id. */
import { Hono } from 'hono'
import { refuseOtherMethods } from '../http/allow.ts'
import type { AppEnv } from '../http/context.ts'
import { publicToAll } from '../http/origin-gate.ts'
import { Refusal } from '../http/problem.ts'
import { genuineId, requireConfig } from '../http/require.ts'
import { storedObject } from '../http/stored-object.ts'

/** Seconds that a cache may keep a video: so that erasing one is complete within the hour. The contract's number. */
const CACHE_SECONDS = 3600

export const videos = new Hono<AppEnv>()

videos.use(publicToAll, requireConfig)

videos.get('/:file{vid_[^/]+\\.mp4}', async (c) => {
  const id = await genuineId(c, 'vid', c.req.param('file').slice(0, -'.mp4'.length))
  const download = c.req.query('download') === '1'
  return storedObject(c, `videos/${id}.mp4`, {
    mediaType: 'video/mp4',
    headers: {
      'cache-control': `public, max-age=${CACHE_SECONDS}`,
      'x-content-type-options': 'nosniff',
      // Chromium opens an mp4 itself only with the last two sources.
      'content-security-policy': "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
      ...(download ? { 'content-disposition': `attachment; filename="refreel-${id.slice(4, 12)}.mp4"` } : {}),
    },
  })
})

videos.get('/:id', async (c) => {
  const id = await genuineId(c, 'vid', c.req.param('id'))
  const stored = await c.env.BUCKET.head(`videos/${id}.mp4`)
  const generation = stored?.customMetadata?.generation
  if (!generation) throw new Refusal('not-found')
  const options = { base: new URL(c.req.url).origin, preview: c.get('config').mode === 'preview' }
  const facts = await c.env.GENERATIONS.getByName(generation).videoFacts(id, options)
  if (!facts) throw new Refusal('not-found')
  return c.json(facts, 200, { 'cache-control': 'public, max-age=60' })
})

refuseOtherMethods(videos)
