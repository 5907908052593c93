/** `refreel-reference-added`: a file was inspected and added. */

/** `key` names the reference in all events; bubbles out of all shadow trees. */
export class RefreelReferenceAddedEvent extends CustomEvent<{ key: string; name: string; kind: 'image' | 'video' }> {
  static readonly type = 'refreel-reference-added'
  constructor(detail: { key: string; name: string; kind: 'image' | 'video' }) {
    super(RefreelReferenceAddedEvent.type, { bubbles: true, composed: true, detail })
  }
}
