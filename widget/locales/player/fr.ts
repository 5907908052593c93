/** The player’s words in French. */
import type { PlayerCatalogue } from '../catalogue.ts'

/** Words that `refreel.js`, the first file, shows too. */
export const play = 'Lire'
export const ai_label = 'Créée par IA'

export const fr: PlayerCatalogue = {
  player: 'Vidéo',
  play,
  hold: 'Arrêter l’image animée',
  move: 'Laisser l’image s’animer',
  ai_label,
  preview_label: 'Aperçu, pas le modèle',
  gone: 'Cette vidéo ne peut plus être montrée.',
  again: 'Réessayer',
  unreachable: 'La vidéo est injoignable.',
}
