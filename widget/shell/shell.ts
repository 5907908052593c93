/** Draws what stands in an element's place until its code is there; the element clears it away with its first draw. */
import { languageOf } from '../locales/language.ts'
import { TEXTS_SELECTOR } from '../locales/texts.ts'
import { values } from '../styles/values.ts'
import { playerSheet, playerShell } from './player-shell.ts'
import { studioSheet, studioShell } from './studio-shell.ts'
import { shellWords } from './words.ts'

/** What a visitor wanted of an element that was not there yet, done as soon as it is. */
export interface Awaited extends HTMLElement {
  addReferences(files: Iterable<File>): Promise<void>
  play(): Promise<void>
}

const made = new Map<string, CSSStyleSheet>()

/** One sheet for all elements of a kind. */
function sheetOf(css: string): CSSStyleSheet {
  let sheet = made.get(css)
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(values + css)
    made.set(css, sheet)
  }
  return sheet
}

/** Once for each element, and never where it is defined. `soon` brings its code and then does what is wanted. */
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
  // Where a page has texts of its own, ours would be seen for a moment: the shell is room alone then.
  if (studio && document.querySelector(TEXTS_SELECTOR)) root.firstElementChild?.replaceChildren()
}
