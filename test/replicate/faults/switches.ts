/** Everything that can be made to go wrong, as a table that can be read aloud. `GET /_control/faults` shows it too. */

/**
 * Where a decision is made:
 * - `answer`: a call of the API is about to be handled. Its subject is the operation's id in the OpenAPI document.
 * - `listing`: a page of predictions is about to be put together.
 * - `run`: a prediction begins to run.
 * - `webhook`: a message is about to leave. Its subject is the event.
 * - `delivery`: an output is about to be served.
 * - `mode`: all of it, for as long as the switch is on.
 */
export type Seam = 'answer' | 'listing' | 'run' | 'webhook' | 'delivery' | 'mode'

/** Options of the switches; the table below says which switch takes which, and with what default. */
export type Options = {
  /** On the stand-in's clock, which its time scale divides; null: until the caller hangs up or, for a mode, is cleared. */
  seconds: number | null
  /** The answer's status; null: the connection is cut. */
  status: number | null
  /**
   * Seconds that a 429 asks the caller to wait, in its body and, with `retry_after_header`, in a header; null: no
   * seconds.
   */
  retry_after: number | null
  retry_after_header: boolean
  /** The text of a failed prediction. */
  error: string
  /** Predictions on one page. */
  size: number
}

export type Switch = {
  at: Seam
  /** The subject that it is for unless another is chosen: `create` stands for both operations that create; none: any. */
  of?: string
  does: string
  options?: Partial<Options>
}

const NO_SERVICE = { status: 503 }
/** Less than the half minute that a caller's patience is commonly made of. */
const A_WHILE = { seconds: 20 }

export const SWITCHES = {
  // A call of the API. Nothing was taken:
  unauthenticated: { at: 'answer', of: 'create', does: 'Answers 401, as to a call without a token.' },
  'invalid-token': { at: 'answer', of: 'create', does: 'Answers 401, as to a token that has been taken back.' },
  'insufficient-credit': { at: 'answer', of: 'create', does: 'Answers 402: the account has too little credit.' },
  throttled: {
    at: 'answer',
    of: 'create',
    does: 'Answers 429.',
    options: { retry_after: 7, retry_after_header: false },
  },
  'not-found': { at: 'answer', of: 'predictions.get', does: 'Answers 404, as a replica that lags behind.' },
  'server-error': { at: 'answer', of: 'create', does: 'Answers 5xx; the call was not taken.', options: NO_SERVICE },
  cut: { at: 'answer', of: 'create', does: 'Cuts the connection; the call was not taken.' },
  silent: {
    at: 'answer',
    of: 'create',
    does: 'Says nothing, then cuts the connection; the call was not taken.',
    options: { seconds: null },
  },
  // The create was taken:
  'server-error-after': { at: 'answer', of: 'create', does: 'Takes the call and answers 5xx.', options: NO_SERVICE },
  'cut-after': { at: 'answer', of: 'create', does: 'Takes the call and cuts the connection before the answer.' },
  'cut-inside': {
    at: 'answer',
    of: 'create',
    does: 'Takes the call and cuts the connection in the middle of the answer.',
  },
  'silent-after': {
    at: 'answer',
    of: 'create',
    does: 'Takes the call and says nothing, then cuts the connection.',
    options: { seconds: null },
  },
  'taken-late': {
    at: 'answer',
    of: 'create',
    does: 'Cuts the connection and takes the call all the same, a while later.',
    options: A_WHILE,
  },
  slow: { at: 'answer', of: 'create', does: 'Takes the call and answers it, after a while.', options: A_WHILE },
  unreadable: { at: 'answer', of: 'create', does: 'Takes the call and answers 2xx with something that is no JSON.' },
  'after-webhook': { at: 'answer', of: 'create', does: 'Answers only when the first webhook of the run has come.' },
  stale: { at: 'answer', of: 'predictions.get', does: 'Shows the prediction as it was when it was created.' },
  // A listing is complete but not true:
  'list-stale': { at: 'listing', does: 'Leaves out what was created in the last while.', options: A_WHILE },
  'list-without-newest': { at: 'listing', does: 'Leaves out the newest prediction.' },
  'list-paged': { at: 'listing', does: 'Gives small pages.', options: { size: 1 } },
  // A run:
  'run-fails': {
    at: 'run',
    does: 'Fails in its middle, for free.',
    options: { error: 'An unknown error occurred while running the prediction. (E1000)' },
  },
  'run-sensitive': {
    at: 'run',
    does: 'Fails because of what it would show, for free.',
    options: { error: 'The input or output was flagged as sensitive. Please try again with different inputs. (E005)' },
  },
  'run-canceled': { at: 'run', does: 'Is cancelled in its middle, and charged.' },
  'run-aborted': { at: 'run', does: 'Is aborted before it starts, for free.' },
  'run-slow': { at: 'run', does: 'Takes a while longer.', options: A_WHILE },
  'run-hangs': { at: 'run', does: 'Starts and never ends: its deadline cancels it, and it is charged.' },
  'run-never-starts': { at: 'run', does: 'Never starts: its deadline aborts it, for free.' },
  // A webhook:
  'webhook-lost': { at: 'webhook', of: 'completed', does: 'Is never sent, and not sent again.' },
  'webhook-late': {
    at: 'webhook',
    of: 'completed',
    does: 'Is sent a while later; what comes after it does not wait.',
    options: A_WHILE,
  },
  'webhook-out-of-order': { at: 'webhook', of: 'start', does: 'Is sent after the last one.' },
  'webhook-twice': { at: 'webhook', of: 'completed', does: 'Is sent twice at once, under one id.' },
  'webhook-forged': {
    at: 'webhook',
    of: 'completed',
    does: 'Comes after one by somebody else, who says that the run failed and signs with a key of their own.',
  },
  'webhook-badly-signed': { at: 'webhook', of: 'completed', does: 'Is signed with the wrong key.' },
  'webhook-old': { at: 'webhook', of: 'completed', does: 'Is signed with a time of ten minutes ago.' },
  // A delivery:
  'delivery-cut': { at: 'delivery', does: 'Is cut in the middle.' },
  'delivery-without-length': { at: 'delivery', does: 'Is whole, and does not tell its length.' },
  'delivery-cut-without-length': {
    at: 'delivery',
    does: 'Ends in the middle, as if that were all: it does not tell its length.',
  },
  'delivery-slow': { at: 'delivery', does: 'Pauses in the middle.', options: A_WHILE },
  'delivery-silent': { at: 'delivery', does: 'Says nothing, then cuts the connection.', options: { seconds: null } },
  'delivery-error': { at: 'delivery', does: 'Answers 5xx.', options: NO_SERVICE },
  'delivery-missing': { at: 'delivery', does: 'Answers 404, though the video is there.' },
  'delivery-expired': { at: 'delivery', does: 'Answers 404, and all data of the prediction are gone.' },
  'delivery-redirect': { at: 'delivery', does: 'Redirects to the same video at another address.' },
  'delivery-wrong-type': { at: 'delivery', does: 'Answers 200 with a page of HTML.' },
  'delivery-not-a-video': { at: 'delivery', does: 'Answers 200 with a page of HTML that is called a video.' },
  // Everything at once:
  down: {
    at: 'mode',
    does: 'Nobody is there: calls and deliveries are cut or answered 5xx, and no webhook leaves.',
    options: { status: null, seconds: null },
  },
  'low-credit': {
    at: 'mode',
    does: 'The account has less than $5 in credit: 6 creates a minute, one at a time.',
    options: { seconds: null },
  },
} as const satisfies Record<string, Switch>

export type Kind = keyof typeof SWITCHES
/** The switches of one seam. */
export type KindAt<At extends Seam> = { [K in Kind]: (typeof SWITCHES)[K]['at'] extends At ? K : never }[Kind]

/** A switch as the table's type has it, whichever it is. */
export function switchOf(kind: Kind): Switch {
  return SWITCHES[kind]
}
