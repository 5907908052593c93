/** Replaces Lit's css-tag.js in the built files: the same exports, without the code for browsers that lack constructable style sheets. */

/** The result of `css`; its style sheet is made on first use, and shared by all shadow roots that adopt it. */
export class CSSResult {
  readonly cssText: string
  #sheet: CSSStyleSheet | undefined

  constructor(cssText: string) {
    this.cssText = cssText
  }

  get styleSheet(): CSSStyleSheet {
    if (!this.#sheet) {
      this.#sheet = new CSSStyleSheet()
      this.#sheet.replaceSync(this.cssText)
    }
    return this.#sheet
  }

  toString(): string {
    return this.cssText
  }
}

/** Makes a style sheet of any text. */
export const unsafeCSS = (text: unknown): CSSResult => new CSSResult(String(text))
/** The tag of style sheets; a value is another sheet or a number. */
export const css = (strings: TemplateStringsArray, ...values: (CSSResult | number)[]): CSSResult =>
  new CSSResult(String.raw({ raw: strings }, ...values))

/** Lit passes native sheets too; the widget has none, so every style is a `CSSResult`. */
export const adoptStyles = (root: ShadowRoot, styles: readonly CSSResult[]): void => {
  root.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet)
}

/** Lit calls this for browsers without constructable style sheets; there is nothing to do. */
export const getCompatibleStyle = (style: CSSResult): CSSResult => style
export const supportsAdoptingStyleSheets = true
