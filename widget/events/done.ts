/** `refreel-done`: the video is finished. */
import type { Generation, Video } from '../../worker/contract/generation.ts'

export interface Done {
  generation: Generation
  video: Video
  /** True when the run was found again after a reload. */
  resumed: boolean
}

/** Bubbles out of all shadow trees. */
export class RefreelDoneEvent extends CustomEvent<Done> {
  static readonly type = 'refreel-done'
  constructor(detail: Done) {
    super(RefreelDoneEvent.type, { bubbles: true, composed: true, detail })
  }
}
