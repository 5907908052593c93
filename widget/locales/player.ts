/** The player's few words in every language, so that a page with only players loads no catalogue. */

export interface PlayerWords {
  readonly player: string
  readonly play: string
  readonly ai_label: string
  readonly preview_label: string
  readonly gone: string
  readonly unreachable: string
}

const EN: PlayerWords = {
  player: 'Video',
  play: 'Play',
  ai_label: 'Made by AI',
  preview_label: 'Preview, not the model',
  gone: 'This video can’t be shown any more.',
  unreachable: 'The video could not be reached.',
}

const LANGUAGES: Readonly<Record<string, PlayerWords>> = { en: EN }

/** Regional falls back to base, base to English. */
export function playerWords(lang: string): PlayerWords {
  return LANGUAGES[lang.toLowerCase().split('-')[0] ?? ''] ?? EN
}
