/** Warnings for the page's author, on the console. */

const shown = new Set<string>()

/** Writes a mistake of the page to the console, each text once. */
export function warn(text: string, ...more: unknown[]): void {
  if (shown.has(text)) return
  shown.add(text)
  console.warn(`refreel: ${text}`, ...more)
}
