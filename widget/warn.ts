/** What only the author of a page can mend is told where that author looks: on the console, and once. */

const told = new Set<string>()

export function warn(text: string, ...more: unknown[]): void {
  if (told.has(text)) return
  told.add(text)
  console.warn(`refreel: ${text}`, ...more)
}
