/**
 * The Worker's log: one JSON line for each request and each change of state. Lines hold ids, sizes, codes and times; never
 * a prompt, a token, a signed URL or a visitor's address.
 */

/** Kinds of lines. `fault` is a bug or a failure of the platform; every other event is normal operation. */
type LogEvent =
  | 'request'
  | 'generation'
  | 'copy'
  | 'stray'
  | 'reservation-lost'
  | 'provider'
  | 'upload'
  | 'site'
  | 'fault'

/** Events that the operator should look at: they go to `console.error`. */
const LOUD: LogEvent[] = ['fault', 'stray', 'reservation-lost']

/** Characters of a fault's message that are logged. Ours. */
const MESSAGE_MAX_CHARACTERS = 300

/** Writes one line. `event` comes first, so that `grep` finds lines by their beginning. */
export function log(event: LogEvent, fields: Record<string, unknown>): void {
  const line = JSON.stringify({ event, time: new Date().toISOString(), ...fields })
  if (LOUD.includes(event)) console.error(line)
  else console.log(line)
}

/** Logs a fault at `where`. The error's message may quote URLs and tokens, which are cut out. */
export function logFault(where: string, error: unknown, fields: Record<string, unknown> = {}): void {
  log('fault', { where, message: withoutSecrets(String(error)), ...fields })
}

/** The text without URLs and without words that are long enough to be a key, cut to `MESSAGE_MAX_CHARACTERS`. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b\w+:\/\/\S+/g, '<address>')
    .replace(/[\w+/=.~-]{24,}/g, '<token>')
    .slice(0, MESSAGE_MAX_CHARACTERS)
}
