/** `refreel-reference-removed`: a reference was removed. */

export class RefreelReferenceRemovedEvent extends CustomEvent<{ key: string; name: string }> {
  static readonly type = 'refreel-reference-removed'
  constructor(detail: { key: string; name: string }) {
    super(RefreelReferenceRemovedEvent.type, { bubbles: true, composed: true, detail })
  }
}
