/** Takes the place of Lit's css-tag.js in the built files: the same exports, without the paths for browsers that lack constructable style sheets. */

/** What `css` makes; its style sheet is made once, on first use, and shared by all who adopt it. */
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

/** `css` never gives anything but a `CSSResult`: the widget's styles name no native sheets. */
export const adoptStyles = (root: ShadowRoot, styles: readonly CSSResult[]): void => {
  root.adoptedStyleSheets = styles.map(({ styleSheet }) => styleSheet)
}

/** Lit calls this for browsers without constructable style sheets; there is nothing to do. */
export const getCompatibleStyle = (style: CSSResult): CSSResult => style
export const supportsAdoptingStyleSheets = true
