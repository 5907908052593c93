/** Draws a shell in an element's place until the element's code is loaded; the element's first draw clears the shell away. */
import { languageOf } from '../locales/language.ts'
import { TEXTS_SELECTOR } from '../locales/texts.ts'
import { values } from '../styles/values.ts'
import { playerSheet, playerShell } from './player-shell.ts'
import { studioSheet, studioShell } from './studio-shell.ts'
import { shellWords } from './words.ts'

/** The methods that a shell calls once the element is defined: a visitor pressed a button before. */
export interface Awaited extends HTMLElement {
  addReferences(files: Iterable<File>): Promise<void>
  play(): Promise<void>
}

const made = new Map<string, CSSStyleSheet>()

/** Makes one sheet for all shells of a kind. */
function sheetOf(css: string): CSSStyleSheet {
  let sheet = made.get(css)
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(values + css)
    made.set(css, sheet)
  }
  return sheet
}

/** Draws the shell of an element that is not defined yet, once. `soon` loads the element's code, then calls its argument with the element. */
export function drawShell(element: HTMLElement, soon: (then: (there: Awaited) => unknown) => void): void {
  if (element.shadowRoot) return
  const root = element.attachShadow({ mode: 'open' })
  const words = shellWords(languageOf(element))
  const studio = element.localName === 'refreel-studio'
  root.adoptedStyleSheets = [sheetOf(studio ? studioSheet : playerSheet)]
  root.append(
    studio
      ? studioShell(words, (files) => soon((there) => there.addReferences(files)))
      : playerShell(element, words, () => soon((there) => there.play().catch(() => {}))),
  )
  // On a page with texts of its own, our texts would flash up: the shell stays empty there.
  if (studio && document.querySelector(TEXTS_SELECTOR)) root.firstElementChild?.replaceChildren()
}
