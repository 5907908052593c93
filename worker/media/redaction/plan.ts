/** The patches of a stored file: computed from its headers when they are asked for first, and then kept beside it. */
import * as v from 'valibot'
import { examine } from '../examine.ts'
import type { MediaType } from '../sniff.ts'
import { type ByteSource, r2Source } from '../source.ts'
import type { Patch } from './patch.ts'

/** Whoever deletes an object deletes its patches, under this prefix and its own key. */
export const PATCHES_PREFIX = 'patches/'

const PatchesSchema = v.array(v.tuple([v.number(), v.number(), v.string()]))

/** What must be blanked before these bytes leave; 'corrupt' where that can't be told, and so they must not leave. */
export async function planStripping(source: ByteSource, type: MediaType): Promise<Patch[] | 'corrupt'> {
  const examined = await examine(source, type)
  return (examined.ok ? examined.patches() : null) ?? 'corrupt'
}

/** Keeps the patches of the object under `key`, as JSON of 250 kB at most. */
export async function keepPatches(bucket: R2Bucket, key: string, patches: Patch[]): Promise<void> {
  await bucket.put(PATCHES_PREFIX + key, JSON.stringify(patches))
}

/** The patches of the object under `key`, kept or computed now; null where it must not leave. */
export async function patchesOf(bucket: R2Bucket, key: string, type: MediaType): Promise<Patch[] | null> {
  const kept = await bucket.get(PATCHES_PREFIX + key)
  const parsed = kept ? v.safeParse(PatchesSchema, await kept.json().catch(() => null)) : null
  if (parsed?.success) return parsed.output
  const source = await r2Source(bucket, key)
  const patches = source ? await planStripping(source, type) : 'corrupt'
  if (patches === 'corrupt') return null
  await keepPatches(bucket, key, patches)
  return patches
}
