/** Deletes stored references from R2, each with the patches that are kept beside it. */
import { PATCHES_PREFIX } from '../media/metadata/plan.ts'

export async function deleteBytes(bucket: R2Bucket, ...keys: string[]): Promise<void> {
  if (keys.length > 0) await bucket.delete(keys.flatMap((key) => [key, PATCHES_PREFIX + key]))
}
