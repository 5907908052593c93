/** `refreel-before-generate`: the page may change or refuse a create before it is sent. */
import type { Input } from '../../worker/contract/input.ts'

/** Cancelable; `detail.input` may be changed or replaced, and is sent as it stands then. */
export class RefreelBeforeGenerateEvent extends CustomEvent<{ input: Input }> {
  static readonly type = 'refreel-before-generate'
  constructor(input: Input) {
    super(RefreelBeforeGenerateEvent.type, { bubbles: true, composed: true, cancelable: true, detail: { input } })
  }
}
