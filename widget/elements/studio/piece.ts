/** What the studio's inner pieces share: they draw a snapshot into the studio's own tree and send requests up. */

import type { Words } from '../../locales/index.ts'
import type { StudioRequest } from '../../store/requests.ts'
import { EMPTY, type Snapshot } from '../../store/snapshot.ts'
import { RefreelElement } from '../element.ts'

/** From a piece to its studio; never leaves the studio's tree. */
export class RequestEvent extends CustomEvent<StudioRequest> {
  static readonly type = 'refreel-request'
  constructor(detail: StudioRequest) {
    super(RequestEvent.type, { bubbles: true, detail })
  }
}

/**
 * A piece holds no state of the run. It renders without a shadow root of its own, so that the page's `::part()`
 * and slots reach everything through one tree, and ids and labels find each other.
 */
export class StudioPiece extends RefreelElement {
  static override properties = { snapshot: { attribute: false }, words: { attribute: false } }
  declare snapshot: Snapshot
  /** Given together with the snapshot. */
  declare words: Words

  constructor() {
    super()
    this.snapshot = EMPTY
  }

  protected override createRenderRoot(): HTMLElement {
    return this
  }

  protected ask(request: StudioRequest): void {
    this.dispatchEvent(new RequestEvent(request))
  }
}
