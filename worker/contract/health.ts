/** What a monitor reads at `/healthz`: names of what is wrong, never values. */
import * as v from 'valibot'

export const HealthSchema = v.object({
  status: v.picklist(['ok', 'not-configured', 'paused', 'provider-refuses', 'provider-down']),
  version: v.string(),
  mode: v.picklist(['replicate', 'preview']),
  /** Names of settings that are missing or too weak. */
  missing: v.optional(v.array(v.string())),
  /** What the provider refused last; told while paused too. */
  provider: v.optional(v.picklist(['credit', 'token', 'unreachable'])),
})
export type Health = v.InferOutput<typeof HealthSchema>
