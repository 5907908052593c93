/** The player’s words in Italian. */
import type { PlayerCatalogue } from '../catalogue.ts'

/** Words that `refreel.js`, the first file, shows too. */
export const play = 'Riproduci'
export const ai_label = 'Creato con l’IA'

export const it: PlayerCatalogue = {
  player: 'Video',
  play,
  hold: 'Ferma l’immagine in movimento',
  move: 'Fai muovere l’immagine',
  ai_label,
  preview_label: 'Anteprima, non il modello',
  gone: 'Questo video non può più essere mostrato.',
  again: 'Riprova',
  unreachable: 'Il video non è raggiungibile.',
}
