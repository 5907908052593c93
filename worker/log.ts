/**
 * The Worker's log: one JSON line a request, one a change of state. Ids, sizes, codes and times; never a prompt, a token,
 * a signed address or an address of a visitor.
 */

/** What there is to tell. `fault` is ours to mend; everything else is the ordinary course. */
export type LogEvent =
  | 'request'
  | 'generation'
  | 'copy'
  | 'stray'
  | 'reservation-lost'
  | 'provider'
  | 'upload'
  | 'site'
  | 'fault'

/** Events that somebody should look at. */
const LOUD: LogEvent[] = ['fault', 'stray', 'reservation-lost']

/** Characters of a fault's message that are kept. */
const MESSAGE_MAX_CHARACTERS = 300

/** Writes one line. `event` stands first, so that a line is known by its beginning. */
export function log(event: LogEvent, fields: Record<string, unknown>): void {
  const line = JSON.stringify({ event, time: new Date().toISOString(), ...fields })
  if (LOUD.includes(event)) console.error(line)
  else console.log(line)
}

/** A fault of ours or of the platform. Its message may quote addresses and tokens, so these are cut out. */
export function logFault(where: string, error: unknown, fields: Record<string, unknown> = {}): void {
  log('fault', { where, message: withoutSecrets(String(error)), ...fields })
}

/** The text without addresses and without anything that is long enough to be a key. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\b\w+:\/\/\S+/g, '<address>')
    .replace(/[\w+/=.~-]{24,}/g, '<token>')
    .slice(0, MESSAGE_MAX_CHARACTERS)
}
