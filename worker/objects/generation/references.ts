/** The URLs under which the provider fetches an attempt's references: made for this attempt alone, stored before used. */
import { HOUR_MS, MINUTE_MS } from '../../contract/time.ts'
import { redact } from '../../media/redaction/redact.ts'
import { redactionsOf } from '../../media/redaction/stored.ts'
import type { ReferenceBytes } from '../../model/request.ts'
import { uploadFile } from '../../replicate/files.ts'
import { mediaUrl } from '../../signing/signed-urls.ts'
import type { StepContext } from './walk.ts'

/** Milliseconds that a signed URL is good for: the queue's longest wait and an hour. */
const URL_LIFE_MS = 25 * HOUR_MS
/** Milliseconds after which a copy in the provider's files is made anew: its sources say that one lives an hour, or a day. */
const FILE_LIFE_MS = 30 * MINUTE_MS

export type Prepared =
  | { ok: true; images: string[]; videos: string[] }
  /** `gone`: the bytes are no longer there, so trying again can't help. */
  | { ok: false; gone: boolean }

/** Signed URLs where the provider reaches us; else copies in the provider's own files, fresh enough to be read. */
export async function prepareReferences(context: StepContext): Promise<Prepared> {
  const { config, store } = context
  const { image_urls, video_urls } = store.attempt()
  // Ours outlive the queue; the provider's files may not.
  if (image_urls && video_urls && config.publicUrl !== null) return { ok: true, images: image_urls, videos: video_urls }
  const { plan } = store.request()
  const images: string[] = []
  const videos: string[] = []
  for (const [list, references] of [
    [images, plan.images],
    [videos, plan.videos],
  ] as const) {
    for (const reference of references) {
      const url = await urlOf(context, reference)
      if (!url.ok) return url
      list.push(url.url)
    }
  }
  store.note({ image_urls: images, video_urls: videos })
  return { ok: true, images, videos }
}

async function urlOf(
  { env, config, clock, store }: StepContext,
  { sha256, media_type, ...reference }: ReferenceBytes,
): Promise<{ ok: true; url: string } | { ok: false; gone: boolean }> {
  const key = store.attempt().keys?.[sha256] ?? reference.key
  if (config.publicUrl !== null) {
    const claims = {
      key,
      media_type,
      generation: store.request().id,
      attempt: store.attempt().number,
      expires_at: clock.now() + URL_LIFE_MS,
    }
    return { ok: true, url: await mediaUrl(config.keys, config.publicUrl, claims) }
  }
  const known = store.attempt().files?.[sha256]
  if (known && clock.now() - known.at < clock.delay(FILE_LIFE_MS)) return { ok: true, url: known.url }
  const redactions = await redactionsOf(env.BUCKET, key, media_type)
  const object = await env.BUCKET.get(key)
  if (!object || !redactions) return { ok: false, gone: true }
  const body = await new Response(redact(object.body, 0, redactions)).arrayBuffer()
  const content = new Blob([body], { type: media_type })
  const outcome = await uploadFile(config.provider, `reference.${media_type.split('/')[1]}`, content)
  if (outcome.kind === 'done') {
    // Noted one by one: a failure at the next needn't upload this one again.
    store.note({ files: { ...store.attempt().files, [sha256]: { url: outcome.value, at: clock.now() } } })
    return { ok: true, url: outcome.value }
  }
  // A clear no to the file itself; a refused token, too little credit and too many calls pass.
  return { ok: false, gone: outcome.kind === 'refused' && ![401, 402, 403, 408, 429].includes(outcome.status) }
}
