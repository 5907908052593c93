/** The redactions of a stored file: computed from its headers once, then stored beside it in R2. */
import * as v from 'valibot'
import type { MediaType } from '../../contract/magic-bytes.ts'
import { examine } from '../examine.ts'
import { type ByteSource, r2Source } from '../source.ts'
import type { Redaction } from './redactions.ts'

/** R2 prefix of stored redactions, before the object's own key. Deleting the object deletes its redactions too. */
export const REDACTIONS_PREFIX = 'redactions/'

const RedactionsSchema = v.array(v.tuple([v.number(), v.number(), v.string()]))

/** The redactions that these bytes need before they leave; 'corrupt' where they can't be told, so nothing may leave. */
export async function computeRedactions(source: ByteSource, type: MediaType): Promise<Redaction[] | 'corrupt'> {
  const examined = await examine(source, type)
  return (examined.ok ? examined.redactions() : null) ?? 'corrupt'
}

/** Stores the redactions of the object under `key`, as JSON of 250 kB at most. */
export async function storeRedactions(bucket: R2Bucket, key: string, redactions: Redaction[]): Promise<void> {
  await bucket.put(REDACTIONS_PREFIX + key, JSON.stringify(redactions))
}

/** The redactions of the object under `key`, stored or computed now; null where the object must not leave. */
export async function redactionsOf(bucket: R2Bucket, key: string, type: MediaType): Promise<Redaction[] | null> {
  const stored = await bucket.get(REDACTIONS_PREFIX + key)
  const parsed = stored ? v.safeParse(RedactionsSchema, await stored.json().catch(() => null)) : null
  if (parsed?.success) return parsed.output
  const source = await r2Source(bucket, key)
  const redactions = source ? await computeRedactions(source, type) : 'corrupt'
  if (redactions === 'corrupt') return null
  await storeRedactions(bucket, key, redactions)
  return redactions
}
