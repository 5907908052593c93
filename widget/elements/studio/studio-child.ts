/** The base class of a studio's pieces: they draw a snapshot into the studio's own tree, and send requests up. */
import type { Words } from '../../locales/index.ts'
import type { StudioRequest } from '../../store/requests.ts'
import { EMPTY, type Snapshot } from '../../store/snapshot.ts'
import { RefreelElement } from '../element.ts'

/** A request from a piece to its studio; the event doesn't leave the studio's tree. */
export class RequestEvent extends CustomEvent<StudioRequest> {
  static readonly type = 'refreel-request'
  constructor(detail: StudioRequest) {
    super(RequestEvent.type, { bubbles: true, detail })
  }
}

/**
 * A piece holds no state of the run. It draws without a shadow root of its own: the page's `::part()` and slots reach
 * all pieces in the studio's tree, and labels find their ids across pieces.
 */
export class StudioChild extends RefreelElement {
  static override properties = { snapshot: { attribute: false }, words: { attribute: false } }
  declare snapshot: Snapshot
  /** Set by the parent, together with the snapshot. */
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
