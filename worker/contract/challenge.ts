/** The challenge that a page shows before its visitor gets a session, where the site asks for one. */
import * as v from 'valibot'

export const ChallengeSchema = v.object({
  provider: v.literal('turnstile'),
  /** Public: what the page shows the challenge with. */
  site_key: v.string(),
})
export type Challenge = v.InferOutput<typeof ChallengeSchema>
