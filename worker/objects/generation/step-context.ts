/** What a step of a run works with. */
import type { Config } from '../../config.ts'
import type { Clock } from '../clock.ts'
import type { GenerationStore } from './store.ts'

export type StepContext = { env: Env; config: Config; clock: Clock; store: GenerationStore }

/** Milliseconds until the next step; null when there is nothing more to do. */
export type Wait = number | null
