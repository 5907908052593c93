/** Whether something may move by itself: never against what the visitor's system asks for. */

interface Saving {
  connection?: { saveData?: boolean }
}

export function mayMove(): boolean {
  const { matches } = matchMedia('(prefers-reduced-motion: reduce), (prefers-reduced-data: reduce)')
  return !matches && !(navigator as Navigator & Saving).connection?.saveData
}
