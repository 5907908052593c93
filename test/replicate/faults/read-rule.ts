/** Reads a rule from the body of a call of the control address, and says what is wrong with it. */
import { FOLLOWED_BY, type Status } from '../prediction.ts'
import type { Rule } from './faults.ts'
import { type Kind, type Options, SWITCHES, switchOf } from './switches.ts'

const NO_OPTIONS: Options = {
  seconds: null,
  status: null,
  retry_after: null,
  retry_after_header: false,
  error: '',
  size: 1,
}

type Check = [fits: (value: unknown) => boolean, must: string]

const isNumber = (from: number) => (value: unknown) => typeof value === 'number' && value >= from
const orNull = (fits: (value: unknown) => boolean) => (value: unknown) => value === null || fits(value)
const isText = (value: unknown) => typeof value === 'string' && value !== ''

const COMMON: Record<string, Check> = {
  kind: [(value) => typeof value === 'string' && Object.hasOwn(SWITCHES, value), 'one of those that GET lists'],
  subject: [orNull(isText), 'a text or null'],
  match: [orNull(isText), 'a text or null'],
  while: [orNull((value) => typeof value === 'string' && Object.hasOwn(FOLLOWED_BY, value)), 'a status or null'],
  skip: [isNumber(0), 'a number of 0 or more'],
  times: [orNull(isNumber(1)), 'a number of 1 or more, or null'],
}
const OPTIONS: Record<keyof Options, Check> = {
  seconds: [orNull(isNumber(0)), 'a number of 0 or more, or null'],
  status: [orNull((value) => isNumber(500)(value) && !isNumber(600)(value)), 'a number from 500 to 599, or null'],
  retry_after: [orNull(isNumber(0)), 'a number of 0 or more, or null'],
  retry_after_header: [(value) => typeof value === 'boolean', 'true or false'],
  error: [isText, 'a text'],
  size: [isNumber(1), 'a number of 1 or more'],
}

/** The rule, or what is wrong with it in one line. */
export function readRule(body: Record<string, unknown>): Rule | string {
  const isMode = COMMON.kind?.[0](body.kind) && switchOf(body.kind as Kind).at === 'mode'
  const options = COMMON.kind?.[0](body.kind) ? (switchOf(body.kind as Kind).options ?? {}) : {}
  for (const [name, [fits, must]] of Object.entries({ ...COMMON, ...OPTIONS })) {
    if ((name in body || name === 'kind') && !fits(body[name])) return `${name} must be ${must}`
  }
  const known = ['kind', ...(isMode ? [] : Object.keys(COMMON)), ...Object.keys(options)]
  const unknown = Object.keys(body).find((name) => !known.includes(name))
  if (unknown) return `${body.kind} does not take ${unknown}`
  const kind = body.kind as Kind
  const chosen = Object.entries(body).filter(([name]) => name in options)
  const or = <Value>(name: string, otherwise: Value) => (name in body ? (body[name] as Value) : otherwise)
  return {
    kind,
    subject: or<string | null>('subject', switchOf(kind).of ?? null),
    match: or<string | null>('match', null),
    while: or<Status | null>('while', null),
    skip: or('skip', 0),
    times: or<number | null>('times', isMode ? null : 1),
    struck: 0,
    options: { ...NO_OPTIONS, ...options, ...Object.fromEntries(chosen) },
    setAt: Date.now(),
  }
}

/** A rule as GET shows it: its own options only. */
export function ruleBody({ options, setAt: _, ...rule }: Rule): object {
  const own = Object.keys(switchOf(rule.kind).options ?? {})
  return { ...rule, ...Object.fromEntries(Object.entries(options).filter(([name]) => own.includes(name))) }
}
