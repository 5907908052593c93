/** Speaks one language: messages, numbers, sizes, lengths and money, formatted by Intl. */
import type { Catalogue, MessageKey } from './catalogue.ts'
import { en } from './en.ts'

type Values = Record<string, string | number>

export interface Words {
  readonly lang: string
  /** How it is written: the words' own direction, whatever the page's is. */
  readonly dir: 'ltr' | 'rtl'
  (key: MessageKey, values?: Values): string
  /** The message of a code, or the kind's own `…_other`. */
  code(kind: 'file' | 'problem' | 'failure', code: string, values?: Values): string
  percent(fraction: number): string
  money(dollars: number): string
  /** `5 s`, `2 min`. */
  time(seconds: number): string
  /** `0:42`. */
  clock(seconds: number): string
}

export function translator(lang: string, catalogue: Catalogue): Words {
  const plural = new Intl.PluralRules(lang)
  const number = new Intl.NumberFormat(lang)
  const unit = (unit: string, value: number) =>
    new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 }).format(value)

  const say = (key: MessageKey, values: Values = {}): string => {
    const message = catalogue[key] ?? en[key]
    const text = typeof message === 'string' ? message : (message[plural.select(Number(values.count))] ?? message.other)
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name] ?? ''
      return typeof value === 'number' ? number.format(value) : value
    })
  }
  return Object.assign(say, {
    lang,
    dir: /^(ar|fa|he|ur)\b/.test(lang) ? ('rtl' as const) : ('ltr' as const),
    code(kind: 'file' | 'problem' | 'failure', code: string, values?: Values) {
      const key = `${kind}_${code}`
      if (key in en) return say(key as MessageKey, values)
      return say(kind === 'file' ? 'file_other' : 'problem_other')
    },
    percent: (fraction: number) =>
      new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 0 }).format(fraction),
    money: (dollars: number) => new Intl.NumberFormat(lang, { style: 'currency', currency: 'USD' }).format(dollars),
    time: (seconds: number) =>
      seconds < 90 ? unit('second', Math.max(1, Math.round(seconds))) : unit('minute', Math.round(seconds / 60)),
    clock: (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`,
  })
}
