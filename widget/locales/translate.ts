/** Formats messages, numbers, sizes, lengths of time and money in one language, by `Intl`. */
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
import type { Message } from './languages.ts'
import { baseOf, directionOf } from './languages.ts'
import { ownText, type Texts } from './texts.ts'

type Values = Record<string, string | number>

/** A studio's words in one language. */
export interface Words {
  /** The words' language, as a `lang` attribute. */
  readonly lang: string
  /** The words' own direction, which may differ from the page's. */
  readonly dir: 'ltr' | 'rtl'
  /** The message of a key, with its `{name}`s filled in. */
  (key: MessageKey, values?: Values): string
  /** The message for a code of the Worker or of a file; for an unknown code the kind's `…_other`. */
  code(kind: 'file' | 'problem' | 'failure', code: string, values?: Values): string
  /** A list of names: `Ann, Ben, and Cem`. */
  list(names: readonly string[]): string
  /** `42%`, of a fraction from 0 to 1. */
  percent(fraction: number): string
  /** `$0.50`. */
  money(amount: number, currency?: string): string
  /** `20 MB`, of a number of bytes; a megabyte has 10⁶. */
  bytes(count: number): string
  /** `5 seconds`, `2 minutes`. */
  time(seconds: number): string
  /** `5 sec`, `2 min`: `time` for narrow places. */
  brief(seconds: number): string
  /** `November 27 at 2:00 AM`, or `Nov 27, 2:00 AM` with `short`, of milliseconds since 1970. */
  moment(at: number, month?: 'long' | 'short'): string
  /** `0:42`, of seconds. */
  clock(seconds: number): string
}

/** Bytes of a megabyte. */
const MEGA = 1_000_000
/** From this many seconds on, lengths of time are in minutes. Ours. */
const SECONDS_MOST = 90

/** Formats numbers, with one formatter for each set of options: making one is slow. */
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

/** Makes the words of a catalogue. `tag` decides on numbers and plurals. Throws a `RangeError` for an invalid tag. */
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
  // A no-break space keeps a number and its unit on one line.
  const bytes = (count: number) => unit(count / MEGA, 'megabyte', 'short').replace(' ', '\u00a0')

  /** Values that every message may use. */
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
    // Isolates protect a sentence that runs right to left from a file's name in Latin letters.
    return dir === 'rtl' && value ? `\u2068${value}\u2069` : (value ?? '')
  }

  const find = (key: string): Message | undefined => ownText(texts, tag, key) ?? catalogue[key as MessageKey]
  const wordsFor = (key: MessageKey, values: Values = {}): string => {
    const message = find(key)
    // An operator's own text may be of any type, so `text` becomes a string below.
    const text = typeof message === 'object' ? (message[plural.select(Number(values.count))] ?? message.other) : message
    return String(text ?? '').replace(/\{(\w+)\}/g, (_, name: string) => fill(values[name] ?? limits[name]))
  }
  return Object.assign(wordsFor, {
    // The Chinese words are in simplified characters, even on a page in traditional ones.
    lang: baseOf(tag) === 'zh' ? 'zh-Hans' : tag,
    dir,
    code(kind: 'file' | 'problem' | 'failure', code: string, values?: Values) {
      const key = `${kind}_${code}`
      // A file's upload may fail like any request: `problem_…` has the words then.
      const found =
        [key, `problem_${code}`].find((each) => find(each)) ?? (kind === 'file' ? 'file_other' : 'problem_other')
      return wordsFor(found as MessageKey, values)
    },
    list: (names: readonly string[]) => new Intl.ListFormat(tag).format(names),
    percent: (fraction: number) => number(fraction, { style: 'percent', maximumFractionDigits: 0 }),
    money(amount: number, currency = 'USD') {
      const text = number(amount, { style: 'currency', currency })
      // Isolates keep a currency sign in Latin letters beside its number.
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
