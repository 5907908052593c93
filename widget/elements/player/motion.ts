/** Whether something may move by itself: not against reduced motion, reduced data or the browser's data saver. */

interface Saving {
  connection?: { saveData?: boolean }
}

/** False where the visitor’s system or browser asks for less motion or data. */
export function mayMove(): boolean {
  const { matches } = matchMedia('(prefers-reduced-motion: reduce), (prefers-reduced-data: reduce)')
  return !matches && !(navigator as Navigator & Saving).connection?.saveData
}
