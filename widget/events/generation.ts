/** `refreel-generation`: the run changed; the detail is its whole state, as the Worker sent it. */
import type { Generation } from '../../worker/contract/generation.ts'

/** Bubbles out of all shadow trees. */
export class RefreelGenerationEvent extends CustomEvent<{ generation: Generation }> {
  static readonly type = 'refreel-generation'
  constructor(generation: Generation) {
    super(RefreelGenerationEvent.type, { bubbles: true, composed: true, detail: { generation } })
  }
}
