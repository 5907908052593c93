/** What studio and player share: they speak the language around them, follow when it changes, and draw nothing without words. */
import { adoptStyles, type PropertyDeclarations } from 'lit'
import { languageOf, watchLanguage } from '../locales/language.ts'
import { pageTexts, type Texts } from '../locales/texts.ts'
import { RefreelElement } from './element.ts'

export abstract class LocalizedElement<W extends object> extends RefreelElement {
  static override properties: PropertyDeclarations = { texts: { attribute: false }, words: { state: true } }
  /** Texts of the page's own in place of ours, by their keys, or by language and key. */
  declare texts: Texts | undefined
  /**
   * There before the first update.
   * @internal
   */
  declare words: W
  #stopWatching: (() => void) | undefined
  #localizing: W | Promise<W> | undefined

  /** The words of a language, now or once they are loaded. */
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

  /** Where the first file has drawn a shell, it stands until there is something to draw in its place. */
  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    return this.shadowRoot ?? super.createRenderRoot()
  }

  /** What else the first draw waits for: what comes after it would make what is drawn jump. */
  protected settled(): Promise<unknown> | undefined {
    return undefined
  }

  protected override async scheduleUpdate(): Promise<unknown> {
    if (!this.hasUpdated) await this.settled()
    await this.localized()
    return super.scheduleUpdate()
  }

  /** Resolves when there are words: not before the element was on a page, whose language it speaks. */
  protected async localized(): Promise<void> {
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

  /** Until the new words are there the old ones stay; the last language asked for wins. */
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
