/** Lends the styles of pieces that come later to a studio's tree. */
import type { CSSResult } from 'lit'

/** Each sheet once, however often its piece is brought. */
export function lend(root: ShadowRoot, styles: readonly CSSResult[]): void {
  const sheets = styles.flatMap(({ styleSheet }) => styleSheet ?? [])
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...sheets])]
}
