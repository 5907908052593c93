/** `refreel-error`: a file was refused, a request failed, a run ended badly, or a video can't be shown. */

export interface RefreelError {
  /** Stable, kebab-case: a problem's, a failure's or a rejection's code, or `network`. */
  code: string
  /** In the visitor's language. */
  message: string
  /** The file that it is about. */
  name?: string | undefined
  /** For support. */
  request_id?: string | undefined
}

export class RefreelErrorEvent extends CustomEvent<RefreelError> {
  static readonly type = 'refreel-error'
  constructor(detail: RefreelError) {
    super(RefreelErrorEvent.type, { bubbles: true, composed: true, detail })
  }
}
