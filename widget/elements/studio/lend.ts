/** Lends the styles of pieces that come later to a studio's tree. */
import type { CSSResult } from 'lit'

export function lend(root: ShadowRoot, styles: readonly CSSResult[]): void {
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...styles.flatMap(({ styleSheet }) => styleSheet ?? [])]
}
