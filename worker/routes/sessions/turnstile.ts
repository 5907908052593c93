/**
 * Asks Turnstile's siteverify whether a challenge was passed on this page's host, for this purpose, and not used before.
 * The visitor's address isn't sent: siteverify doesn't need it, and the Worker passes no visitor's address on.
 */
import * as v from 'valibot'
import type { Config } from '../../config.ts'
import { CHALLENGE_ACTION } from '../../contract/limits.ts'

/** Milliseconds until siteverify has to answer. Ours. */
const ANSWER_MS = 5_000
/** Requests to siteverify under one idempotency key: a lost answer doesn't cost the visitor the challenge. Ours. */
const TRIES = 2

/** `refused`: siteverify rejects the deployment's secret. `unclear`: siteverify gave no usable answer. */
type ChallengeResult = 'passed' | 'failed' | 'refused' | 'unclear'

const AnswerSchema = v.object({
  success: v.boolean(),
  hostname: v.optional(v.string()),
  action: v.optional(v.string()),
  'error-codes': v.optional(v.array(v.string()), []),
})

/** Asks whether `token` belongs to a challenge that was passed on `origin`. Asking uses the token up. */
export async function verifyChallenge(
  { secret, verifyUrl }: { secret: string; verifyUrl: Config['turnstile']['verifyUrl'] },
  token: string,
  origin: string,
): Promise<ChallengeResult> {
  const body = JSON.stringify({ secret, response: token, idempotency_key: crypto.randomUUID() })
  let result: ChallengeResult = 'unclear'
  for (let tried = 0; tried < TRIES && result === 'unclear'; tried += 1) {
    result = await askOnce(verifyUrl, body, new URL(origin).hostname)
  }
  return result
}

async function askOnce(verifyUrl: string, body: string, hostname: string): Promise<ChallengeResult> {
  let answer: unknown
  try {
    const response = await fetch(verifyUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const answers = response.ok || (response.status >= 400 && response.status < 500)
    answer = answers ? await response.json() : await response.body?.cancel()
  } catch {
    return 'unclear'
  }
  const parsed = v.safeParse(AnswerSchema, answer)
  if (!parsed.success) return 'unclear'
  const { success, 'error-codes': codes, ...where } = parsed.output
  if (success) return where.hostname === hostname && where.action === CHALLENGE_ACTION ? 'passed' : 'failed'
  if (codes.some((code) => code.endsWith('-secret'))) return 'refused'
  return codes.some((code) => code === 'internal-error' || code === 'bad-request') ? 'unclear' : 'failed'
}
