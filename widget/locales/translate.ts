/** Speaks one language: messages, numbers, sizes, lengths and money, formatted by Intl. */
import {
  CLIP_MAX_BYTES,
  CLIP_MAX_SECONDS,
  CLIP_MIN_SECONDS,
  CLIP_SIDE_MAX_PIXELS,
  IMAGE_MAX_BYTES,
  IMAGE_SIDE_MAX_PIXELS,
  IMAGE_SIDE_MIN_PIXELS,
  REFERENCES_MAX,
  SIDE_RATIO_MAX,
} from '../../worker/contract/limits.ts'
import type { Catalogue, MessageKey } from './catalogue.ts'
import { baseOf, directionOf } from './languages.ts'
import type { Message } from './message.ts'
import { ownText, type Texts } from './texts.ts'

type Values = Record<string, string | number>

export interface Words {
  /** What the words are written in, as `lang` has it. */
  readonly lang: string
  /** How it is written: the words' own direction, whatever the page's is. */
  readonly dir: 'ltr' | 'rtl'
  (key: MessageKey, values?: Values): string
  /** The message of a code, or the kind's own `…_other`. */
  code(kind: 'file' | 'problem' | 'failure', code: string, values?: Values): string
  /** Names one after the other. */
  list(names: readonly string[]): string
  percent(fraction: number): string
  money(amount: number, currency?: string): string
  /** `20 MB`; MB = 10⁶. */
  bytes(count: number): string
  /** `5 seconds`, `2 minutes`. */
  time(seconds: number): string
  /** The same where there is little room: `5 sec`. */
  brief(seconds: number): string
  /** `November 27 at 2:00 AM`, of milliseconds; or, with `short`, `Nov 27, 2:00 AM`. */
  moment(at: number, month?: 'long' | 'short'): string
  /** `0:42`. */
  clock(seconds: number): string
}

const MEGA = 1_000_000
/** Above this many seconds minutes are told. */
const SECONDS_MOST = 90

/** Formatters are dear to make. */
function formatters(tag: string) {
  const made = new Map<string, Intl.NumberFormat>()
  return (value: number, options: Intl.NumberFormatOptions = {}): string => {
    const key = JSON.stringify(options)
    let format = made.get(key)
    if (!format) {
      format = new Intl.NumberFormat(tag, options)
      made.set(key, format)
    }
    return format.format(value)
  }
}

/** `tag` says how numbers and plurals are made. Throws a RangeError for what is no tag. */
export function translator(tag: string, catalogue: Catalogue, texts: readonly Texts[]): Words {
  const plural = new Intl.PluralRules(tag)
  const number = formatters(tag)
  const dir = directionOf(tag)
  const unit = (value: number, unit: string, unitDisplay: 'long' | 'short') =>
    number(value, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 0 })
  const span = (seconds: number, display: 'long' | 'short') =>
    seconds < SECONDS_MOST
      ? unit(Math.max(1, Math.round(seconds)), 'second', display)
      : unit(Math.round(seconds / 60), 'minute', display)
  // A number and its unit stay on one line.
  const bytes = (count: number) => unit(count / MEGA, 'megabyte', 'short').replace(' ', '\u00a0')

  /** What any message may name. */
  const limits: Values = {
    max: REFERENCES_MAX,
    ratio: SIDE_RATIO_MAX,
    least_pixels: IMAGE_SIDE_MIN_PIXELS,
    image_pixels: IMAGE_SIDE_MAX_PIXELS,
    clip_pixels: CLIP_SIDE_MAX_PIXELS,
    image_bytes: bytes(IMAGE_MAX_BYTES),
    clip_bytes: bytes(CLIP_MAX_BYTES),
    clip_time: span(CLIP_MAX_SECONDS, 'long'),
    least_time: span(CLIP_MIN_SECONDS, 'long'),
  }
  const fill = (value: string | number | undefined): string => {
    if (typeof value === 'number') return number(value)
    // A file's name in Latin letters must not turn a sentence around that runs the other way.
    return dir === 'rtl' && value ? `\u2068${value}\u2069` : (value ?? '')
  }

  const find = (key: string): Message | undefined => ownText(texts, tag, key) ?? catalogue[key as MessageKey]
  const say = (key: MessageKey, values: Values = {}): string => {
    const message = find(key)
    // What an operator wrote may be anything.
    const text = typeof message === 'object' ? (message[plural.select(Number(values.count))] ?? message.other) : message
    return String(text ?? '').replace(/\{(\w+)\}/g, (_, name: string) => fill(values[name] ?? limits[name]))
  }
  return Object.assign(say, {
    // The characters are the simplified ones, whatever the page's are.
    lang: baseOf(tag) === 'zh' ? 'zh-Hans' : tag,
    dir,
    code(kind: 'file' | 'problem' | 'failure', code: string, values?: Values) {
      const key = `${kind}_${code}`
      // What may befall any request is said of a file in the same words.
      const found =
        [key, `problem_${code}`].find((each) => find(each)) ?? (kind === 'file' ? 'file_other' : 'problem_other')
      return say(found as MessageKey, values)
    },
    list: (names: readonly string[]) => new Intl.ListFormat(tag).format(names),
    percent: (fraction: number) => number(fraction, { style: 'percent', maximumFractionDigits: 0 }),
    money(amount: number, currency = 'USD') {
      const text = number(amount, { style: 'currency', currency })
      // A sign of Latin letters and its number stay together, whatever runs around them.
      return dir === 'rtl' ? `\u2066${text.replace(/[\u200e\u200f]/g, '')}\u2069` : text
    },
    bytes,
    time: (seconds: number) => span(seconds, 'long'),
    brief: (seconds: number) => span(seconds, 'short'),
    moment: (at: number, month: 'long' | 'short' = 'long') =>
      new Intl.DateTimeFormat(tag, { month, day: 'numeric', hour: 'numeric', minute: '2-digit' }).format(at),
    clock: (seconds: number) =>
      `${number(Math.floor(seconds / 60))}:${number(Math.floor(seconds % 60), { minimumIntegerDigits: 2 })}`,
  })
}
