/** What is to go wrong next: rules that tests set over the control address, and the seams that ask for them. */

/**
 * The seams where a decision is made, and what can be decided there so far:
 * - `answer`: an API call arrived and is about to be handled. Its subject is the OpenAPI operation id.
 * - `webhook`: a message is about to leave. Its subject is the event.
 * - `delivery`: an output file is about to be served. Its subject is the prediction's id.
 */
export type FaultKinds = {
  answer: 'unauthenticated' | 'invalid-token' | 'insufficient-credit' | 'throttled'
  webhook: never
  delivery: never
}
export type Seam = keyof FaultKinds

export type Rule<At extends Seam = Seam> = {
  at: At
  kind: FaultKinds[At]
  /** Which subjects it is for; `create` stands for both operations that create predictions; undefined for all. */
  subject?: string | undefined
  /** How often it still strikes; null until it is reset. */
  times: number | null
  /** For `throttled`: seconds, as the body says them, and whether a `retry-after` header does too. */
  retryAfter: number
  retryAfterHeader: boolean
}

export const ANSWER_FAULTS: readonly FaultKinds['answer'][] = [
  'unauthenticated',
  'invalid-token',
  'insufficient-credit',
  'throttled',
]

const CREATES = ['predictions.create', 'models.predictions.create']

export class Faults {
  #rules: Rule[] = []

  add(rule: Rule): void {
    this.#rules.push(rule)
  }

  reset(): void {
    this.#rules = []
  }

  list(): readonly Rule[] {
    return this.#rules
  }

  /** The fault for this moment, if there is one; the oldest rule that fits is used up by one. */
  take<At extends Seam>(at: At, subject: string): Rule<At> | undefined {
    const rule = this.#rules.find((each): each is Rule<At> => each.at === at && fits(each.subject, subject))
    if (rule && rule.times !== null) {
      rule.times -= 1
      if (rule.times <= 0) this.#rules.splice(this.#rules.indexOf(rule), 1)
    }
    return rule
  }
}

function fits(wanted: string | undefined, subject: string): boolean {
  return wanted === undefined || wanted === subject || (wanted === 'create' && CREATES.includes(subject))
}
