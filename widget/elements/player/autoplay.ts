/** Whether a video may start by itself: never against what the visitor's system asks for. */

interface Saving {
  connection?: { saveData?: boolean }
}

export function mayAutoplay(): boolean {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return false
  if (matchMedia('(prefers-reduced-data: reduce)').matches) return false
  return !(navigator as Navigator & Saving).connection?.saveData
}
