/** Rules that schemas share: each with the code that its mistake carries on the wire, and what JSON Schema can say of it. */
import * as v from 'valibot'

/** A rule of ours. */
export const rule = <T>(code: string, jsonSchema: object, holds: (value: T) => boolean, message: string) =>
  v.check<T, string>(Object.assign(holds, { code, jsonSchema }), message)

/** A text counted in code points, as JSON Schema counts too: an emoji is one character here and in the page. */
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

/** A text that people read on one line: not empty, and without control characters or line ends. */
export const line = (max: number, what: string) =>
  v.pipe(
    text(max, what),
    rule('required', { minLength: 1 }, (value) => value.trim() !== '', `${what} is empty.`),
    rule('bad-characters', {}, (value) => !/[\p{Cc}\u2028\u2029]/u.test(value), `${what} has to be one line of text.`),
  )

/** A web address that a page may lead to: https, or plain http on loopback; without a name or password in it. */
export const webAddress = (what: string) =>
  v.pipe(
    text(2048, what),
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

/** Nothing twice. */
export const distinct = <T>(what: string) =>
  rule<T[]>(
    'duplicate',
    { uniqueItems: true },
    (list) => new Set(list).size === list.length,
    `${what} names one twice.`,
  )
