/** The rules that were set over the control address, and the seams that ask for them. */
import type { Clock } from '../clock.ts'
import type { Status } from '../prediction.ts'
import { type Kind, type KindAt, type Options, type Seam, switchOf } from './switches.ts'

export type Rule<K extends Kind = Kind> = {
  kind: K
  /** The subject that the rule is for, as the rule's seam names it; null for any. */
  subject: string | null
  /** A part of the prompt of the predictions that the rule is for; null for all. */
  match: string | null
  /** The rule strikes only predictions in this state; null for any. */
  while: Status | null
  /** Matching moments that the rule still lets pass. */
  skip: number
  /** Moments that the rule still strikes; null until the rule is cleared. */
  times: number | null
  /** Moments that the rule has struck. */
  struck: number
  options: Options
  setAt: number
}

/** A moment at which a fault can strike: its subject, and the prediction where there is one. */
export type Moment = { subject?: string; prompt?: string | undefined; status?: Status | undefined }

const CREATES = ['predictions.create', 'models.predictions.create']

export class Faults {
  readonly #clock: Clock
  #rules: Rule[] = []
  /** Called at every moment at which a fault could strike, before the fault does. */
  onMoment: (at: Seam, moment: Moment) => void = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(rule: Rule): void {
    this.#rules.push(rule)
  }

  /** Clears all, or those that were set for this part of a prompt. */
  clear(match: string | null = null): void {
    this.#rules = match === null ? [] : this.#rules.filter((rule) => rule.match !== match)
  }

  /** All that was set since it was cleared, oldest first; a rule with no times left is over. */
  list(): readonly Rule[] {
    return this.#rules
  }

  /** The fault for this moment, if there is one; the oldest rule that fits is used up by one. */
  take<At extends Seam>(
    at: At,
    moment: Moment,
    applies: (rule: Rule) => boolean = () => true,
  ): Rule<KindAt<At>> | undefined {
    this.onMoment(at, moment)
    for (const rule of this.#rules) {
      if (switchOf(rule.kind).at !== at || rule.times === 0 || !fits(rule, at, moment) || !applies(rule)) continue
      if (rule.skip > 0) {
        rule.skip -= 1
        continue
      }
      if (rule.times !== null) rule.times -= 1
      rule.struck += 1
      return rule as Rule<KindAt<At>>
    }
    return undefined
  }

  /** The rule of a mode that is on. */
  mode(kind: KindAt<'mode'>): Rule | undefined {
    const now = Date.now()
    return this.#rules.find((rule) => {
      const { seconds } = rule.options
      return rule.kind === kind && (seconds === null || now < rule.setAt + this.#clock.scaled(seconds * 1000))
    })
  }
}

function fits(rule: Rule, at: Seam, { subject, prompt, status }: Moment): boolean {
  return (
    (rule.subject === null ||
      rule.subject === subject ||
      (rule.subject === 'create' && CREATES.includes(subject ?? ''))) &&
    // A listing is about many predictions: it looks itself which of them are meant.
    (rule.match === null || at === 'listing' || (prompt?.includes(rule.match) ?? false)) &&
    (rule.while === null || rule.while === status)
  )
}
