/** The player’s words in Chinese. */
import type { PlayerCatalogue } from '../catalogue.ts'

/** Words that `refreel.js`, the first file, shows too. */
export const play = '播放'
export const ai_label = 'AI 生成'

export const zh: PlayerCatalogue = {
  player: '视频',
  play,
  hold: '停止动态画面',
  move: '让画面动起来',
  ai_label,
  preview_label: '预览，并非模型',
  gone: '此视频已无法显示。',
  again: '重试',
  unreachable: '无法连接到视频。',
}
