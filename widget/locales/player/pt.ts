/** The player’s words in Portuguese. */
import type { PlayerCatalogue } from '../catalogue.ts'

/** Words that `refreel.js`, the first file, shows too. */
export const play = 'Reproduzir'
export const ai_label = 'Criado por IA'

export const pt: PlayerCatalogue = {
  player: 'Vídeo',
  play,
  hold: 'Parar a imagem em movimento',
  move: 'Deixar a imagem se mover',
  ai_label,
  preview_label: 'Prévia, não é o modelo',
  gone: 'Este vídeo não pode mais ser mostrado.',
  again: 'Tentar de novo',
  unreachable: 'Não foi possível acessar o vídeo.',
}
