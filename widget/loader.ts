/** The small first file: draws the shells of both elements, and loads an element's code when it nears the view or is used. */
import { whenNear } from './elements/near.ts'
import { type Awaited, drawShell } from './shell/shell.ts'
import { VERSION } from './version.ts'

type Tag = 'refreel-studio' | 'refreel-player'

/** The file of each element; the build fills this in. */
declare const __REFREEL_FILES__: { readonly [tag in Tag]: string }

const SELECTOR = 'refreel-studio,refreel-player'

// All other files lie below the version's address, so that a page loads Lit once, whether it pins a version or not.
// Cloudflare's static assets redirect `@` to `%40`: this spelling saves a request.
// Two steps: bundlers take `new URL(…, import.meta.url)` for an asset.
const here = import.meta.url
const base = new URL(/refreel(@|%40)[^/]*\/[^/]*$/.test(here) ? './' : `./refreel%40${VERSION}/`, here)
const seen = new WeakSet<Element>()
const entered = new WeakSet<Node>()
const asked = new Set<Tag>()

/** Milliseconds before the first retry of a file, doubled each time; and the number of retries. Ours. */
const FIRST_RETRY_MS = 1000
const RETRIES = 5

/** Loads an element's code. After the last retry the error is logged; a use of the element, or going online, tries again. */
function load(tag: Tag, tried = 0): void {
  if (asked.has(tag) || customElements.get(tag)) return
  asked.add(tag)
  import(/* @vite-ignore */ new URL(__REFREEL_FILES__[tag], base).href).catch((error) => {
    asked.delete(tag)
    if (tried < RETRIES) setTimeout(load, FIRST_RETRY_MS * 2 ** tried, tag, tried + 1)
    else {
      console.error('refreel could not be loaded', error)
      addEventListener('online', () => load(tag), { once: true })
    }
  })
}

function watch(element: HTMLElement): void {
  const tag = element.localName as Tag
  if (seen.has(element) || customElements.get(tag)) return
  seen.add(element)
  drawShell(element, (then) => {
    load(tag)
    void customElements.whenDefined(tag).then(() => then(element as Awaited))
  })
  // A form field takes part in validation from the start, even far below the view.
  if (element.matches('[name],[required]')) load(tag)
  else whenNear(element, () => load(tag))
}

/** Watches a tree for our elements: frameworks and page builders add them later, and inside the shadow trees of other elements. */
function observe(root: ParentNode & Node): void {
  if (entered.has(root)) return
  entered.add(root)
  look(root)
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue
        see(node)
        look(node)
      }
    }
  }).observe(root, { childList: true, subtree: true })
}

function look(root: ParentNode): void {
  for (const element of root.querySelectorAll('*')) see(element)
}

function see(element: Element): void {
  const { localName, shadowRoot } = element
  if (element.matches(SELECTOR)) watch(element as HTMLElement)
  else if (shadowRoot) observe(shadowRoot)
  else if (localName.includes('-')) {
    // An element has no shadow tree before it is defined. `whenDefined` rejects for the few reserved names with a dash.
    const enter = () => void (element.shadowRoot && observe(element.shadowRoot))
    customElements.whenDefined(localName).then(enter, () => {})
  }
}

if (typeof document !== 'undefined') observe(document)
