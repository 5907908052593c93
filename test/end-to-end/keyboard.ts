/** A visitor without a pointer: only keys, and at each step the focus is looked at. */

import type { Page } from 'playwright'
import { expect } from 'vitest'

/** What has the focus, through all shadow trees. */
export interface Focused {
  name: string
  tag: string
  /** Of its `part` attribute. */
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

/** More Tabs than anything on a page is away. */
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

  /** Goes on with Tab, or back, until this has the focus; each stop on the way is seen, and none is the page itself. */
  async reach(wanted: (at: Focused) => boolean, what: string, key = 'Tab'): Promise<Focused> {
    const seen: string[] = []
    for (let each = 0; each < FAR; each += 1) {
      await this.#page.keyboard.press(key)
      const at = await this.focused()
      seen.push(at.name || at.tag)
      // The browser's own controls lie in a tree of the browser's, with rings of their own.
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
