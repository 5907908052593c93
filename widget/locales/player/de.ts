/** The player’s words in German. */
import type { PlayerCatalogue } from '../catalogue.ts'

/** Words that `refreel.js`, the first file, shows too. */
export const play = 'Abspielen'
export const ai_label = 'Mit KI erstellt'

export const de: PlayerCatalogue = {
  player: 'Video',
  play,
  hold: 'Bewegtes Bild anhalten',
  move: 'Bild bewegen lassen',
  ai_label,
  preview_label: 'Vorschau, nicht das Modell',
  gone: 'Dieses Video kann nicht mehr gezeigt werden.',
  again: 'Noch einmal versuchen',
  unreachable: 'Das Video ist nicht erreichbar.',
}
