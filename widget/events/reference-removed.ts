/** `refreel-reference-removed`: a reference was removed. */

/** `key` names the reference in all events; bubbles out of all shadow trees. */
export class RefreelReferenceRemovedEvent extends CustomEvent<{ key: string; name: string }> {
  static readonly type = 'refreel-reference-removed'
  constructor(detail: { key: string; name: string }) {
    super(RefreelReferenceRemovedEvent.type, { bubbles: true, composed: true, detail })
  }
}
