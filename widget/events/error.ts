/** `refreel-error`: a file was refused, a request failed, a run ended badly, or a video can't be shown. */
import { warn } from '../warn.ts'

export interface RefreelError {
  /** The code of a problem, a failure or a rejection, or `network`: kebab-case and stable. */
  code: string
  /** In the visitor's language. */
  message: string
  /** The name of the file that was refused. */
  name?: string | undefined
  /** For support. */
  request_id?: string | undefined
  /** What the Worker said, in English, for developers. */
  detail?: string | undefined
}

/** Codes whose cause is the page or the site, which only their author can mend. */
const OF_THE_PAGE = /^(unknown|origin|not-conf|invalid|unauth|signature)/

/** Bubbles out of the element, so that a page can listen anywhere above it. */
/** Bubbles out of all shadow trees; `errorEvent` makes it. */
export class RefreelErrorEvent extends CustomEvent<RefreelError> {
  static readonly type = 'refreel-error'
  constructor(detail: RefreelError) {
    super(RefreelErrorEvent.type, { bubbles: true, composed: true, detail })
  }
}

/** Makes the event; errors that only the page's author can mend go to the console too. */
export function errorEvent(error: RefreelError): RefreelErrorEvent {
  const { code, message, detail = message, request_id } = error
  if (OF_THE_PAGE.test(code)) warn(`${code}: ${detail}`, request_id ?? '')
  return new RefreelErrorEvent(error)
}
