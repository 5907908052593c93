/** The small first file: waits until an element comes near the view, then loads what that element needs. */
import { whenNear } from './elements/near.ts'
import { VERSION } from './version.ts'

/** Both live below one immutable address, so that Lit comes once. */
const FILES = { 'refreel-studio': 'studio.js', 'refreel-player': 'player.js' } as const
type Tag = keyof typeof FILES
const SELECTOR = Object.keys(FILES).join()

// Cloudflare's static assets send `@` on to `%40`: asked for like this it is one request, not two.
// In two steps: a bundler would take `new URL(…, import.meta.url)` for a file of its own.
const here = import.meta.url
const base = new URL(`./refreel%40${VERSION}/`, here)
const seen = new WeakSet<Element>()
const asked = new Set<Tag>()

/** A file that did not come is asked for again when the page is online again. */
function load(tag: Tag): void {
  if (asked.has(tag) || customElements.get(tag)) return
  asked.add(tag)
  import(/* @vite-ignore */ new URL(FILES[tag], base).href).catch((error) => {
    asked.delete(tag)
    console.error('refreel could not be loaded', error)
    addEventListener('online', () => load(tag), { once: true })
  })
}

function watch(element: Element): void {
  if (seen.has(element)) return
  seen.add(element)
  whenNear(element, () => load(element.localName as Tag))
}

function look(root: ParentNode): void {
  for (const element of root.querySelectorAll(SELECTOR)) watch(element)
}

/** Elements may come later, from frameworks and page builders. */
function start(): void {
  look(document)
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue
        if (node.matches(SELECTOR)) watch(node)
        look(node)
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true })
}

if (typeof document !== 'undefined') start()
