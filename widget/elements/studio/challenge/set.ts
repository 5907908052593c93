/** Brings the challenge to a studio whose site asks for one. */
import type { Challenge } from '../../../../worker/contract/session.ts'
import { define } from '../../element.ts'
import { lend } from '../lend.ts'
import { challengeStyles } from './challenge.styles.ts'
import { RefreelChallenge } from './challenge.ts'

/** Defines the piece, lends its style, and shows this challenge. */
export function showChallenge(root: ShadowRoot, challenge: Challenge, signal: AbortSignal): Promise<string> {
  define('refreel-challenge', RefreelChallenge)
  lend(root, [challengeStyles])
  const piece = root.querySelector<RefreelChallenge>('refreel-challenge')
  return piece ? piece.pass(challenge, signal) : Promise.reject(new Error('The studio has no place for a challenge.'))
}
