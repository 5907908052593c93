/**
 * Makes a reference of an upload that has all its bytes: completes it in R2, computes its digest, verifies the file.
 */
import { toHex } from '../../contract/digest.ts'
import type { Reference } from '../../contract/reference.ts'
import { storeRedactions } from '../../media/redaction/stored.ts'
import { r2Source } from '../../media/source.ts'
import { verify } from '../../media/verify.ts'
import type { Site } from '../site/site.ts'
import { flushTail, PART_BYTES, uploadKey } from './parts.ts'
import type { RunningDigest } from './running-digest.ts'
import type { Row, UploadStore } from './store.ts'

type Problem = NonNullable<Reference['problem']>

/**
 * Makes the upload ready, or rejects it with a reason. Safe to repeat after a crash at any point. Throws when R2 fails.
 */
export async function finish(
  env: Env,
  store: UploadStore,
  site: DurableObjectStub<Site>,
  digest: RunningDigest | null,
): Promise<void> {
  await flushTail({ bucket: env.BUCKET, store, digest })
  const row = store.row()
  if (!row || !isComplete(row)) return
  if (row.status === 'uploading') store.update({ status: 'checking' })
  const key = uploadKey(row)
  if (!(await completed(env.BUCKET, store, row))) return reject(store, DAMAGED)
  const source = await r2Source(env.BUCKET, key)
  if (source?.size !== row.length) return reject(store, DAMAGED)
  const sha256 = digest?.of(row.length) ?? (await digestOf(env.BUCKET, key, row.length))
  if (sha256 === null) return reject(store, DAMAGED)
  if (row.expected_sha256 !== null && row.expected_sha256 !== sha256) return reject(store, ANOTHER_FILE)
  const result = await verify(source)
  if (!result.ok) return reject(store, result.problem)
  // Stored before anybody can refer to the file, so that no byte leaves unredacted.
  await storeRedactions(env.BUCKET, key, result.redactions)
  const keptUnder = await site.keepBytes({ sha256, key, size: row.length }, row.id)
  if (keptUnder === null) return reject(store, GIVEN_UP)
  const { kind, media_type, width, height, duration } = result.facts
  store.update({
    status: 'ready',
    key: keptUnder,
    sha256,
    kind,
    media_type,
    width,
    height,
    duration,
    multipart: null,
    leftover: keptUnder === key ? 0 : 1,
  })
}

/** Lets the site delete bytes of this upload that no reference uses, and free their room. Safe to repeat. */
export async function discardLeftover(store: UploadStore, site: DurableObjectStub<Site>): Promise<void> {
  const row = store.row()
  if (!row?.leftover) return
  await site.discard(row.id, uploadKey(row))
  if (store.row()) store.update({ leftover: 0 })
}

/** True where every byte has come but the file isn't verified yet. */
export function isComplete(row: Row): boolean {
  return row.offset === row.length && (row.status === 'uploading' || row.status === 'checking')
}

const DAMAGED: Problem = { code: 'corrupt', detail: 'The file could not be read back.' }
const GIVEN_UP: Problem = { code: 'corrupt', detail: 'The upload took too long and was given up. Send the file again.' }
const ANOTHER_FILE: Problem = {
  code: 'digest-mismatch',
  detail: 'What arrived is not the file that was announced: its SHA-256 is another one.',
}

/**
 * Joins the parts in R2; false where that can't be done. R2 forgets a completed multipart upload, so an unknown one whose
 * object exists is a success.
 */
async function completed(bucket: R2Bucket, store: UploadStore, row: Row): Promise<boolean> {
  if (row.multipart === null) return true
  const parts = store.parts()
  if (parts.length === 0) return false
  try {
    await bucket.resumeMultipartUpload(uploadKey(row), row.multipart).complete(parts)
    return true
  } catch (error) {
    const head = await bucket.head(uploadKey(row))
    if (head?.size === row.length) return true
    // 10024: R2 doesn't know the multipart upload any more. Any other error is worth a retry.
    if (/10024/.test(String(error))) return false
    throw error
  }
}

/**
 * Reads the file back for its SHA-256, after a restart in the middle of an upload: R2 computes none for a multipart
 * upload. One part's length at a time, because R2 would fill the memory with a longer answer while it is hashed.
 */
async function digestOf(bucket: R2Bucket, key: string, size: number): Promise<string | null> {
  const digest = new crypto.DigestStream('SHA-256')
  for (let offset = 0; offset < size; offset += PART_BYTES) {
    const object = await bucket.get(key, { range: { offset, length: Math.min(PART_BYTES, size - offset) } })
    if (!object) return null
    await object.body.pipeTo(digest, { preventClose: true })
  }
  await digest.getWriter().close()
  return toHex(await digest.digest)
}

function reject(store: UploadStore, problem: Problem): void {
  store.update({ status: 'rejected', problem: JSON.stringify(problem), multipart: null, leftover: 1 })
}
