/** The player’s words in English, whose keys every other language has. */

/** Words that `refreel.js`, the first file, shows too. */
export const play = 'Play'
export const ai_label = 'Made by AI'

export const en = {
  player: 'Video',
  play,
  hold: 'Stop the moving picture',
  move: 'Let the picture move',
  ai_label,
  preview_label: 'Preview, not the model',
  gone: 'This video can’t be shown any more.',
  again: 'Try again',
  unreachable: 'The video could not be reached.',
} as const
