/** The base class of studio and player: it loads the words of the language around the element, and draws nothing without them. */
import { adoptStyles, type PropertyDeclarations } from 'lit'
import { languageOf, watchLanguage } from '../locales/language.ts'
import { pageTexts, type Texts } from '../locales/texts.ts'
import { RefreelElement } from './element.ts'

/** An element whose texts follow the language around it. `W` is the type of its words. */
export abstract class LocalizedElement<W extends object> extends RefreelElement {
  static override properties: PropertyDeclarations = { texts: { attribute: false }, words: { state: true } }
  /** Texts of the page's own in place of ours, by their keys, or by language and key. */
  declare texts: Texts | undefined
  /**
   * Set before the first update.
   * @internal
   */
  declare words: W
  #stopWatching: (() => void) | undefined
  #localizing: W | Promise<W> | undefined

  /** The words of a language: at once where they are loaded already, else a promise. */
  protected abstract wordsIn(lang: string, texts: readonly Texts[]): W | Promise<W>

  override connectedCallback(): void {
    super.connectedCallback()
    this.#stopWatching = watchLanguage(this, () => this.#localize())
    this.#localize()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stopWatching?.()
  }

  /** Reuses the shadow root of a shell that the loader has drawn; `update` clears the shell away. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    return this.shadowRoot ?? super.createRenderRoot()
  }

  /** The first draw waits for this promise too; a subclass returns one for content that would make the page jump if it came later. */
  protected settled(): Promise<unknown> | undefined {
    return undefined
  }

  protected override async scheduleUpdate(): Promise<unknown> {
    if (!this.hasUpdated) await this.settled()
    await this.localized()
    return super.scheduleUpdate()
  }

  /**
   * Resolves when there are words: not before the element was on a page, whose language it speaks.
   * @internal
   */
  async localized(): Promise<void> {
    while (!this.words) await (this.#localizing ?? this.updateComplete)
  }

  protected override update(changed: Map<PropertyKey, unknown>): void {
    const root = this.renderRoot
    if (!this.hasUpdated && root.firstChild) {
      root.replaceChildren()
      adoptStyles(root as ShadowRoot, (this.constructor as typeof RefreelElement).elementStyles)
    }
    super.update(changed)
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('texts')) this.#localize()
  }

  /** The old words stay until the new ones are loaded; of two loads under way, the later one counts. */
  #localize(): void {
    const words = this.wordsIn(languageOf(this), [...(this.texts ? [this.texts] : []), ...pageTexts()])
    this.#localizing = words
    if (!(words instanceof Promise)) this.words = words
    else
      void words.then((come) => {
        if (this.#localizing === words) this.words = come
      })
  }
}
