/** The player’s words in Japanese. */
import type { PlayerCatalogue } from '../catalogue.ts'

/** Words that `refreel.js`, the first file, shows too. */
export const play = '再生'
export const ai_label = 'AIで作成'

export const ja: PlayerCatalogue = {
  player: '動画',
  play,
  hold: '動く画像を止める',
  move: '画像を動かす',
  ai_label,
  preview_label: 'プレビュー（モデルではありません）',
  gone: 'この動画はもう表示できません。',
  again: 'もう一度試す',
  unreachable: '動画に接続できませんでした。',
}
