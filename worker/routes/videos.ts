/** `/v1/videos`: stored videos and the facts that players show; public by an unguessable id, or at signed addresses. */
import { type Context, Hono } from 'hono'
import { type AppEnv, viewOptions } from '../http/context.ts'
import { publicToAll } from '../http/origin-gate.ts'
import { Refusal } from '../http/problem.ts'
import { genuineId, requireConfig } from '../http/require.ts'
import { storedObject } from '../http/stored-object.ts'
import { clockOf } from '../objects/clock.ts'
import { playbackOf } from '../objects/site/playback.ts'
import { playbackLeft } from '../signing/signed-urls.ts'

/**
 * Seconds for which caches may keep a video: a deleted one is gone everywhere within the hour. The contract's number.
 */
const CACHE_SECONDS = 3600
/** Seconds for which caches may keep a video's facts. Ours. */
const FACTS_CACHE_SECONDS = 60
/** Seconds for which the viewer's browser may keep a video with signed playback. Ours. */
const SIGNED_CACHE_SECONDS = 300

/** Both routes, open to every origin. */
export const videos = new Hono<AppEnv>()

videos.use(publicToAll, requireConfig)

/** Characters of the id in the name of a downloaded file: enough to tell files apart. Ours. */
const NAME_ID_CHARACTERS = 8

/** The mp4, or a part of it. */
videos.get('/:file{vid_[^/]+\\.mp4}', async (c) => {
  const id = await genuineId(c, 'vid', c.req.param('file').slice(0, -'.mp4'.length))
  const download = c.req.query('download') === '1'
  return storedObject(c, `videos/${id}.mp4`, {
    mediaType: 'video/mp4',
    headers: async ({ site }) => ({
      'cache-control': await cacheControl(c, id, site, CACHE_SECONDS),
      'x-content-type-options': 'nosniff',
      // Chromium's own page around an mp4 needs `media-src` and `style-src`.
      'content-security-policy': "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
      ...(download
        ? {
            'content-disposition': `attachment; filename="refreel-${id.slice('vid_'.length, 'vid_'.length + NAME_ID_CHARACTERS)}.mp4"`,
          }
        : {}),
    }),
  })
})

/** The facts of a video. */
videos.get('/:id', async (c) => {
  const id = await genuineId(c, 'vid', c.req.param('id'))
  const stored = await c.env.BUCKET.head(`videos/${id}.mp4`)
  const { generation, site } = stored?.customMetadata ?? {}
  if (!generation) throw new Refusal('not-found')
  const caching = await cacheControl(c, id, site, FACTS_CACHE_SECONDS)
  const facts = await c.env.GENERATIONS.getByName(generation).videoFacts(id, viewOptions(c))
  if (!facts) throw new Refusal('not-found')
  return c.json(facts, 200, { 'cache-control': caching })
})

/** The `Cache-Control` of a video. Refuses an address without a valid token where the video needs one. */
async function cacheControl(
  c: Context<AppEnv, string>,
  id: string,
  site: string | undefined,
  seconds: number,
): Promise<string> {
  const signed = site === undefined || (await playbackOf(c.env, await clockOf(c.env), site, id)) === 'signed'
  if (!signed) return `public, max-age=${seconds}`
  const left = await playbackLeft(c.get('config').keys, c.req.query('token') ?? '', id, Date.now())
  if (left === null) throw new Refusal('signature-required')
  return `private, max-age=${Math.min(SIGNED_CACHE_SECONDS, Math.floor(left / 1000))}`
}
