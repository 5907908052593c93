/** What a scene is: a state of an element, and how a visitor comes into it. */
import type { FakeWorker } from '../widget/fake-worker.ts'
import type { PlayerStage } from './player-stage.ts'
import type { StudioStage } from './studio-stage.ts'

interface Common {
  /** The scene's unique name, which the address carries. */
  id: string
  title: string
  /** The element's attributes. */
  page?: Record<string, string>
  /** What the Worker answers, from the first request on. */
  worker?: (worker: FakeWorker) => void
}

export interface StudioScene extends Common {
  element: 'studio'
  /** Does what a visitor does; resolves when the state is there. */
  play: (stage: StudioStage) => Promise<unknown>
}

export interface PlayerScene extends Common {
  element: 'player'
  play: (stage: PlayerStage) => Promise<unknown>
}

export type Scene = StudioScene | PlayerScene

export interface Section {
  id: string
  title: string
  scenes: readonly Scene[]
}
