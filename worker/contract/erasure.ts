/** What is told of the erasing of one person's traces. */
import * as v from 'valibot'

export const ErasureSchema = v.object({
  subject: v.string(),
  erased_at: v.string(),
  /** Generations that this subject had a part in, and has no longer. */
  generations: v.number(),
  /** Of them, those that nobody else wanted: their videos are deleted, and a run under way is stopped. */
  videos: v.number(),
  references: v.number(),
  /** False where there was too much for one request: ask again, and what is left goes. */
  complete: v.boolean(),
})
export type Erasure = v.InferOutput<typeof ErasureSchema>
