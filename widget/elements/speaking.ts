/** What studio and player share: they speak the language around them, follow when it changes, and draw nothing without words. */
import type { PropertyDeclarations } from 'lit'
import { languageOf, watchLanguage } from '../locales/language.ts'
import { pageTexts, type Texts } from '../locales/texts.ts'
import { RefreelElement } from './element.ts'

export abstract class SpeakingElement<W extends object> extends RefreelElement {
  static override properties: PropertyDeclarations = { texts: { attribute: false }, words: { state: true } }
  /** Texts of the page's own in place of ours, by their keys, or by language and key. */
  declare texts: Texts | undefined
  /** There before the first update. */
  declare protected words: W
  #stopWatching: (() => void) | undefined
  #speaking: W | Promise<W> | undefined

  /** The words of a language, now or once they are loaded. */
  protected abstract wordsIn(lang: string, texts: readonly Texts[]): W | Promise<W>

  override connectedCallback(): void {
    super.connectedCallback()
    this.#stopWatching = watchLanguage(this, () => this.#speak())
    this.#speak()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stopWatching?.()
  }

  protected override async scheduleUpdate(): Promise<unknown> {
    while (!this.words) await this.#speaking
    return super.scheduleUpdate()
  }

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has('texts')) this.#speak()
  }

  /** Until the new words are there the old ones stay; the last language asked for wins. */
  #speak(): void {
    const words = this.wordsIn(languageOf(this), [...(this.texts ? [this.texts] : []), ...pageTexts()])
    this.#speaking = words
    if (!(words instanceof Promise)) this.words = words
    else
      void words.then((come) => {
        if (this.#speaking === words) this.words = come
      })
  }
}
