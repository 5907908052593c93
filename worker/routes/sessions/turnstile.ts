/**
 * Turnstile's siteverify: whether a challenge was passed on this very page, for this very purpose, once. The visitor's
 * address isn't sent along: whether it may be the same one is Cloudflare's to know, and it isn't ours to tell.
 */
import * as v from 'valibot'
import type { Config } from '../../config.ts'
import { CHALLENGE_ACTION } from '../../contract/limits.ts'

/** Milliseconds that we wait for an answer. Ours. */
const ANSWER_MS = 5_000
/** Times that siteverify is asked, under one idempotency key, so that an answer that was lost costs no visitor a challenge. */
const TRIES = 2

/** `refused`: siteverify doesn't take our secret. `unclear`: it gave no answer that says anything. */
export type ChallengeResult = 'passed' | 'failed' | 'refused' | 'unclear'

const AnswerSchema = v.object({
  success: v.boolean(),
  hostname: v.optional(v.string()),
  action: v.optional(v.string()),
  'error-codes': v.optional(v.array(v.string()), []),
})

/** Asks whether `token` stands for a challenge that was passed on `origin`. A token that was asked after is used up. */
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
