/** `refreel-phase`: the studio went from one phase to another. */
import type { Phase } from '../store/snapshot.ts'

/** Bubbles out of all shadow trees. */
export class RefreelPhaseEvent extends CustomEvent<{ phase: Phase; previous: Phase }> {
  static readonly type = 'refreel-phase'
  constructor(phase: Phase, previous: Phase) {
    super(RefreelPhaseEvent.type, { bubbles: true, composed: true, detail: { phase, previous } })
  }
}
