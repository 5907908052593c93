/** The URLs under which the provider fetches an attempt's references: made for one attempt, stored before their use. */
import { HOUR_MS, MINUTE_MS } from '../../contract/time.ts'
import { redact } from '../../media/redaction/redact.ts'
import { redactionsOf } from '../../media/redaction/stored.ts'
import type { ReferenceBytes } from '../../model/request.ts'
import { uploadFile } from '../../replicate/files.ts'
import { mediaUrl } from '../../signing/signed-urls.ts'
import type { StepContext } from './walk.ts'

/** Milliseconds that a signed URL is valid: the longest wait in the queue and an hour. */
const URL_LIFE_MS = 25 * HOUR_MS
/**
 * Milliseconds after which a copy in the provider's files is uploaded again: its documents say that a file lives an
 * hour, or a day.
 */
const FILE_LIFE_MS = 30 * MINUTE_MS

type Prepared =
  | { ok: true; images: string[]; videos: string[] }
  /** `gone`: R2 has the bytes no longer, so a retry can't help. */
  | { ok: false; gone: boolean }

/** Signed URLs where the provider reaches us; else fresh copies in the provider's files. */
export async function prepareReferences(context: StepContext): Promise<Prepared> {
  const { config, store } = context
  const { image_urls, video_urls } = store.attempt()
  // Signed URLs outlive the queue; the provider's files may not.
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
  const key = store.attempt().r2_keys?.[sha256] ?? reference.key
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
    // Each copy is noted by itself, so that a failure of the next one doesn't upload it again.
    store.note({ files: { ...store.attempt().files, [sha256]: { url: outcome.value, at: clock.now() } } })
    return { ok: true, url: outcome.value }
  }
  // A refusal of the file itself is final; a refused token, missing credit and rate limits pass.
  return { ok: false, gone: outcome.kind === 'refused' && ![401, 402, 403, 408, 429].includes(outcome.status) }
}
