/** `refreel-error`: a file was refused, a request failed, a run ended badly, or a video can't be shown. */
import { warn } from '../warn.ts'

export interface RefreelError {
  /** Stable, kebab-case: a problem's, a failure's or a rejection's code, or `network`. */
  code: string
  /** In the visitor's language. */
  message: string
  /** The file that it is about. */
  name?: string | undefined
  /** For support. */
  request_id?: string | undefined
  /** What the Worker said, in English, for developers. */
  detail?: string | undefined
}

/** Codes that tell of a page or a site rather than of a visitor, a file or the network. */
const OF_THE_PAGE = /^(unknown|origin|not-conf|invalid|unauth|signature)/

/** Bubbles out of the element, so that a page can listen anywhere above it. */
export class RefreelErrorEvent extends CustomEvent<RefreelError> {
  static readonly type = 'refreel-error'
  constructor(detail: RefreelError) {
    super(RefreelErrorEvent.type, { bubbles: true, composed: true, detail })
  }
}

/** The event; what the page's author has to know stands on the console too. */
export function errorEvent(error: RefreelError): RefreelErrorEvent {
  const { code, message, detail = message, request_id } = error
  if (OF_THE_PAGE.test(code)) warn(`${code}: ${detail}`, request_id ?? '')
  return new RefreelErrorEvent(error)
}
