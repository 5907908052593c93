/** What goes wrong in the matrix, one act a line: the stand-in's switches with the options and the calls that matter here. */

/** A rule for the stand-in's control address; without a `match`, the run's own prompt is added. */
export type FaultRule = { kind: string } & Record<string, unknown>
export type Act = { name: string; rules: readonly FaultRule[] }

const POLL = 'predictions.get'
const LIST = 'predictions.list'
const CANCEL = 'predictions.cancel'
/** Seconds of silence on the stand-in's clock before it cuts the connection. */
const SILENCE = 40
/** Seconds until a create whose connection was cut is taken: fewer than between two listings. */
const TAKEN_LATE = 10

/** Kinds that strike all runs, so that they take no match. */
export const MODES: readonly string[] = ['down', 'low-credit']

const ALL_LOST: FaultRule = { kind: 'webhook-lost', subject: null, times: null }

const act = (name: string, ...rules: FaultRule[]): Act => ({ name, rules })

export const ACTS: readonly Act[] = [
  act('nothing'),
  // The create is not taken:
  act('create-401', { kind: 'unauthenticated' }),
  act('create-401-newer', { kind: 'invalid-token', times: 2 }),
  act('create-402', { kind: 'insufficient-credit', times: 2 }),
  act('create-429', { kind: 'throttled', times: 2 }),
  act('create-429-with-header', { kind: 'throttled', retry_after: 20, retry_after_header: true }),
  act('create-429-without-time', { kind: 'throttled', retry_after: null }),
  act('create-5xx', { kind: 'server-error' }),
  act('create-cut', { kind: 'cut' }),
  act('create-silent', { kind: 'silent', seconds: SILENCE }),
  // The create is taken:
  act('create-5xx-after', { kind: 'server-error-after' }),
  act('create-cut-after', { kind: 'cut-after' }),
  act('create-cut-inside', { kind: 'cut-inside' }),
  act('create-silent-after', { kind: 'silent-after', seconds: SILENCE }),
  act('create-taken-late', { kind: 'taken-late', seconds: TAKEN_LATE }),
  act('create-slow', { kind: 'slow' }),
  act('create-unreadable', { kind: 'unreadable' }),
  act('create-after-webhook', { kind: 'after-webhook' }),
  // The search for the prediction, after an unclear answer:
  act('list-5xx', { kind: 'server-error', subject: LIST, match: null }, { kind: 'cut-after' }),
  act('list-cut', { kind: 'cut-inside', subject: LIST, match: null }, { kind: 'server-error' }),
  act('list-unreadable', { kind: 'unreadable', subject: LIST, match: null }, { kind: 'cut-after' }),
  act('list-stale', { kind: 'list-stale' }, { kind: 'cut-after' }),
  act('list-without-newest', { kind: 'list-without-newest' }, { kind: 'server-error-after' }),
  // No webhook tells of the run, so that two listings decide:
  act('create-taken-late-unheard', { kind: 'taken-late', seconds: TAKEN_LATE }, ALL_LOST),
  act('list-stale-unheard', { kind: 'list-stale' }, { kind: 'cut-after' }, ALL_LOST),
  act('list-without-newest-unheard', { kind: 'list-without-newest' }, { kind: 'server-error-after' }, ALL_LOST),
  act('list-paged', { kind: 'list-paged', times: 3, match: null }, { kind: 'cut-after' }),
  // The polls, in each state:
  act('poll-5xx', { kind: 'server-error', subject: POLL, times: 3 }),
  act('poll-429', { kind: 'throttled', subject: POLL, times: 3 }),
  act('poll-401', { kind: 'invalid-token', subject: POLL, times: 2 }),
  act('poll-cut', { kind: 'cut', subject: POLL, times: 3 }),
  act('poll-unreadable', { kind: 'unreadable', subject: POLL, times: 3 }),
  act('poll-404', { kind: 'not-found', subject: POLL, times: 2 }),
  act('poll-stale', { kind: 'stale', subject: POLL, times: 3 }),
  act('poll-stale-at-end', { kind: 'stale', subject: POLL, while: 'succeeded', times: 2 }),
  act('poll-5xx-at-end', { kind: 'server-error', subject: POLL, while: 'succeeded', times: 3 }),
  // The webhooks:
  act('webhook-end-lost', { kind: 'webhook-lost' }),
  act('webhooks-all-lost', ALL_LOST),
  act('webhook-end-late', { kind: 'webhook-late', seconds: 60 }),
  act('webhook-start-late', { kind: 'webhook-late', subject: 'start', seconds: 200 }),
  act('webhook-out-of-order', { kind: 'webhook-out-of-order' }, { kind: 'webhook-out-of-order', subject: 'output' }),
  act('webhooks-twice', { kind: 'webhook-twice', subject: null, times: null }),
  act('webhook-forged', { kind: 'webhook-forged', subject: null, times: null }),
  act('webhook-badly-signed', { kind: 'webhook-badly-signed', subject: null, times: 2 }),
  act('webhook-old', { kind: 'webhook-old', subject: null, times: 2 }),
  // The run:
  act('run-fails', { kind: 'run-fails' }),
  act('run-sensitive', { kind: 'run-sensitive' }),
  act('run-canceled', { kind: 'run-canceled' }),
  act('run-aborted', { kind: 'run-aborted' }),
  act('run-slow', { kind: 'run-slow', seconds: 120 }),
  act('run-hangs', { kind: 'run-hangs' }),
  act('run-never-starts', { kind: 'run-never-starts' }),
  // The delivery:
  act('delivery-cut', { kind: 'delivery-cut', times: 2 }),
  act('delivery-without-length', { kind: 'delivery-without-length' }),
  act('delivery-cut-without-length', { kind: 'delivery-cut-without-length', times: 2 }),
  act('delivery-slow', { kind: 'delivery-slow' }),
  act('delivery-silent', { kind: 'delivery-silent', seconds: SILENCE }),
  act('delivery-5xx', { kind: 'delivery-error', times: 3 }),
  act('delivery-404', { kind: 'delivery-missing' }),
  // Fails until the provider's hour is over. The stand-in's own switch for that hour removes the input too, and then no
  // search by input could find the run.
  act('delivery-expired', { kind: 'delivery-missing', times: null }),
  act('delivery-redirect', { kind: 'delivery-redirect' }),
  act('delivery-wrong-type', { kind: 'delivery-wrong-type' }),
  act('delivery-not-a-video', { kind: 'delivery-not-a-video' }),
  // Everything at once, for all runs under way:
  act('provider-down', { kind: 'down', seconds: 300 }),
  act('provider-502', { kind: 'down', status: 502, seconds: 300 }),
  act('low-credit', { kind: 'low-credit', seconds: 1200 }),
  // The visitor acts, at a moment drawn from the seed:
  act('visitor-cancels'),
  act('visitor-cancels-cut', { kind: 'cut-after', subject: CANCEL }),
  act('visitor-cancels-5xx', { kind: 'server-error', subject: CANCEL, times: 2 }),
]

/** Acts that take longest: the provider's hour, and its deadline. */
export const LONGEST: readonly string[] = ['delivery-expired', 'run-hangs', 'run-never-starts']

/** Acts that use up the half minute between two listings: the create is taken late, or listed late. */
const LATE = ['create-taken-late', 'list-stale', 'list-without-newest']

/** True for a pair that a caller can survive: a create that is taken late and listed late looks like one that was never taken. */
export function isFair(a: Act, b: Act): boolean {
  const isLate = ({ name }: Act) => LATE.some((late) => name.startsWith(late))
  return !(isLate(a) && isLate(b))
}
