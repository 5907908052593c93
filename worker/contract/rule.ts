/** Rules that schemas share. Each brings the stable code of its mistake, and its JSON Schema as far as there is one. */
import * as v from 'valibot'
import { URL_MAX_CHARACTERS } from './limits.ts'

/**
 * A check: the value is right when `holds` returns true. `code` is the mistake's stable code, `jsonSchema` the check in
 * the OpenAPI document.
 */
export const rule = <T>(code: string, jsonSchema: object, holds: (value: T) => boolean, message: string) =>
  v.check<T, string>(Object.assign(holds, { code, jsonSchema }), message)

/** A text of at most `max` code points, as JSON Schema counts: an emoji is one character here and in the page. */
export const text = (max: number, what: string) =>
  v.pipe(
    v.string(`${what} has to be a text.`),
    rule(
      'too-long',
      { maxLength: max },
      (value) => [...value].length <= max,
      `${what} may have ${max} characters at most.`,
    ),
  )

/** A text on one line: not empty, without control characters or line ends. */
export const line = (max: number, what: string) =>
  v.pipe(
    text(max, what),
    rule('required', { minLength: 1 }, (value) => value.trim() !== '', `${what} is empty.`),
    rule('bad-characters', {}, (value) => !/[\p{Cc}\u2028\u2029]/u.test(value), `${what} has to be one line of text.`),
  )

/** A URL that a page may link to: https, or plain http on loopback; without user name and password. */
export const webAddress = (what: string) =>
  v.pipe(
    text(URL_MAX_CHARACTERS, what),
    rule(
      'bad-format',
      { format: 'uri' },
      (value) => {
        if (!URL.canParse(value)) return false
        const { protocol, hostname, username, password } = new URL(value)
        if (username || password) return false
        return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
      },
      `${what} has to be an address that begins with https://.`,
    ),
  )

/** A list without duplicates. */
export const distinct = <T>(what: string) =>
  rule<T[]>(
    'duplicate',
    { uniqueItems: true },
    (list) => new Set(list).size === list.length,
    `${what} names one twice.`,
  )
