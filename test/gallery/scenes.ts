/** Every state of every element: one entry here is a frame on the gallery's page, a screenshot and a test. */
import type { Scene, Section } from './scene.ts'
import { composing } from './scenes/composing.ts'
import { past } from './scenes/past.ts'
import { player } from './scenes/player.ts'
import { references } from './scenes/references.ts'
import { running } from './scenes/running.ts'
import { troubles } from './scenes/troubles.ts'

export const SECTIONS: readonly Section[] = [references, composing, running, past, troubles, player]

export const SCENES: readonly Scene[] = SECTIONS.flatMap(({ scenes }) => scenes)
