/** A visitor without a pointer: presses keys only, and checks the visible focus at each step. */

import type { Page } from 'playwright'
import { expect } from 'vitest'

/** The focused element, through all shadow trees. */
export interface Focused {
  name: string
  tag: string
  /** The value of the `part` attribute. */
  part: string
  type: string
  value: string
  outline: string
  visible: boolean
}

function lookAtFocus(): Focused {
  let element: Element | null = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  if (!element) return { name: '', tag: '', part: '', type: '', value: '', outline: '', visible: false }
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  // Radios lie over their labels, which have the ring.
  const ring = outlineStyle === 'none' || outlineWidth === '0px' ? element.parentElement : element
  const box = element.getBoundingClientRect()
  return {
    name: element.getAttribute('aria-label') ?? element.textContent?.replace(/\s+/g, ' ').trim() ?? '',
    tag: element.localName,
    part: element.getAttribute('part') ?? '',
    type: element.getAttribute('type') ?? '',
    value: 'value' in element ? String(element.value) : '',
    outline: ring ? getComputedStyle(ring).outlineStyle : 'none',
    visible: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  }
}

/** More Tabs than any element of a page needs. */
const FAR = 120

export class Keyboard {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  focused(): Promise<Focused> {
    return this.#page.evaluate(lookAtFocus)
  }

  async press(key: string, times = 1): Promise<void> {
    for (let each = 0; each < times; each += 1) await this.#page.keyboard.press(key)
  }

  type(text: string): Promise<void> {
    return this.#page.keyboard.type(text)
  }

  /** Presses Tab, or Shift+Tab, until this element has the focus; each stop on the way must be visible, and none the page itself. */
  async reach(wanted: (at: Focused) => boolean, what: string, key = 'Tab'): Promise<Focused> {
    const seen: string[] = []
    for (let each = 0; each < FAR; each += 1) {
      await this.#page.keyboard.press(key)
      const at = await this.focused()
      seen.push(at.name || at.tag)
      // The browser's own media controls draw their own focus rings, out of our sight.
      if (at.tag === 'video') expect(at.visible, 'the video in view').toBe(true)
      else if (at.tag.startsWith('refreel-') || at.part || wanted(at)) {
        expect(at.outline, `a ring around “${at.name || at.tag}”`).not.toBe('none')
        expect(at.visible, `“${at.name || at.tag}” in view`).toBe(true)
      }
      if (wanted(at)) return at
    }
    throw new Error(`Tab never reached ${what}, but ${seen.join(' → ')}`)
  }

  /** The part with this name. */
  part(name: string, key = 'Tab'): Promise<Focused> {
    return this.reach(({ part }) => part.split(' ').includes(name), name, key)
  }
}
