/** `storing` → `succeeded`: copies the output into R2 before the provider deletes it, an hour after its end. */
import { growingPauseMs, HOUR_MS, MINUTE_MS } from '../../contract/time.ts'
import { log } from '../../log.ts'
import { keepVideo } from '../../media/keep.ts'
import { failure } from '../../replicate/failure.ts'
import { fetchOutput } from '../../replicate/output.ts'
import { outputUrl } from '../../replicate/prediction.ts'
import { getPrediction } from '../../replicate/predictions.ts'
import { endAttempt } from './end.ts'
import { videoKey } from './rows.ts'
import type { StepContext, Wait } from './walk.ts'

/** Milliseconds that the provider keeps an output. Replicate's documentation. */
const OUTPUT_LIFE_MS = HOUR_MS
/** Unreadable deliveries in a row of the same length, after which the next one is kept as it is. Ours. */
const UNREADABLE_ALIKE = 4
/** Milliseconds until the first retry; doubled with each, up to the last. Ours. */
const FIRST_RETRY_MS = 2_000
const LAST_RETRY_MS = MINUTE_MS

/** Copies the video; retries until the copy is complete or the provider has deleted the output. */
export async function copyOutput(context: StepContext): Promise<Wait> {
  const { env, config, clock, store } = context
  const { id, site, estimated } = store.request()
  const { output_url, output_at, copies, unreadable_bytes, unreadable_tries, video_id } = store.attempt()
  const settled = unreadable_tries >= UNREADABLE_ALIKE ? unreadable_bytes : null
  const kept = await keepVideo(env.BUCKET, videoKey(video_id), { generation: id, site }, settled, () =>
    fetchOutput(config.provider, output_url ?? ''),
  )
  if (kept.ok) return endAttempt(context, 'succeeded', { charged: estimated, video: kept.video })
  // The provider may have deleted the output before its hour was over; no retry helps then.
  const removed = kept.why === 'gone' && (await isRemoved(context))
  const over = removed || clock.now() - (output_at ?? 0) > clock.delay(OUTPUT_LIFE_MS)
  // The provider has billed the run, so the ledger charges it.
  if (over || kept.why === 'address-not-allowed') {
    return endAttempt(context, 'failed', { charged: estimated, error: failure('storage-failed') })
  }
  log('copy', { generation: id, failed: kept.why, tries: copies + 1 })
  store.note({ copies: copies + 1 })
  if (kept.why === 'unreadable') {
    const alike = kept.bytes === unreadable_bytes
    store.note({ unreadable_bytes: kept.bytes, unreadable_tries: alike ? unreadable_tries + 1 : 1 })
  }
  return clock.delay(growingPauseMs(FIRST_RETRY_MS, LAST_RETRY_MS, copies))
}

/** True when the provider's API says that the output was deleted. */
async function isRemoved({ config, store }: StepContext): Promise<boolean> {
  const { prediction } = store.attempt()
  const asked = prediction === null ? null : await getPrediction(config.provider, prediction)
  return asked?.kind === 'done' && (asked.value.data_removed || outputUrl(asked.value) === null)
}
