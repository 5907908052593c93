/** Where the focus goes when a row is moved or removed: the same button of the row that is there then. */
import type { LitElement } from 'lit'

/** Each draws for the next, from the studio down to the list. */
const ABOVE = 'refreel-composer, refreel-references'

/** Called once the change was asked for; the first row has no way up: its name comes next. */
export async function keepFocus(root: ShadowRoot, row: number, button: string): Promise<void> {
  await (root.host as LitElement).updateComplete
  for (const piece of root.querySelectorAll<LitElement>(ABOVE)) await piece.updateComplete
  const rows = [...root.querySelectorAll<LitElement>('refreel-reference')]
  const next = rows[Math.min(row, rows.length - 1)]
  await next?.updateComplete
  const find = (within: ParentNode | undefined, selector: string) => within?.querySelector<HTMLElement>(selector)
  const target = find(next, button) ?? find(next, '.call-name') ?? find(root, '.add')
  target?.focus()
}
