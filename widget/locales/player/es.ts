/** The player’s words in Spanish. */
import type { PlayerCatalogue } from '../catalogue.ts'

/** Words that `refreel.js`, the first file, shows too. */
export const play = 'Reproducir'
export const ai_label = 'Creado con IA'

export const es: PlayerCatalogue = {
  player: 'Vídeo',
  play,
  hold: 'Detener la imagen en movimiento',
  move: 'Dejar que la imagen se mueva',
  ai_label,
  preview_label: 'Vista previa, no es el modelo',
  gone: 'Este vídeo ya no se puede mostrar.',
  again: 'Reintentar',
  unreachable: 'No se pudo acceder al vídeo.',
}
