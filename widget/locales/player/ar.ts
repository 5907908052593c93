/** The player’s words in Arabic. */
import type { PlayerCatalogue } from '../catalogue.ts'

/** Words that `refreel.js`, the first file, shows too. */
export const play = 'تشغيل'
export const ai_label = 'أُنشئ بالذكاء الاصطناعي'

export const ar: PlayerCatalogue = {
  player: 'فيديو',
  play,
  hold: 'إيقاف الصورة المتحركة',
  move: 'تحريك الصورة',
  ai_label,
  preview_label: 'معاينة، وليس النموذج',
  gone: 'لم يعد بالإمكان عرض هذا الفيديو.',
  again: 'إعادة المحاولة',
  unreachable: 'تعذّر الوصول إلى الفيديو.',
}
