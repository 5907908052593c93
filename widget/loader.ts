/** The small first file: draws the shells of both elements, and loads the rest when one nears the view or is wanted. */
import { whenNear } from './elements/near.ts'
import { type Awaited, drawShell } from './shell/shell.ts'
import { VERSION } from './version.ts'

type Tag = 'refreel-studio' | 'refreel-player'

/** The files of both elements, as the build named them. */
declare const __REFREEL_FILES__: { readonly [tag in Tag]: string }

const SELECTOR = 'refreel-studio,refreel-player'

// All files live below one immutable address, so that Lit comes once, whether this one was pinned or not.
// Cloudflare's static assets send `@` on to `%40`: asked for like this it is one request, not two.
// In two steps: a bundler would take `new URL(…, import.meta.url)` for a file of its own.
const here = import.meta.url
const base = new URL(/refreel(@|%40)[^/]*\/[^/]*$/.test(here) ? './' : `./refreel%40${VERSION}/`, here)
const seen = new WeakSet<Element>()
const entered = new WeakSet<Node>()
const asked = new Set<Tag>()

/** Milliseconds until a file that did not come is asked for again, twice as long each time, so many times. */
const AGAIN_MS = 1000
const TRIES = 5

/** One that still did not come is told, and asked for when somebody wants it or the page is online again. */
function load(tag: Tag, tried = 0): void {
  if (asked.has(tag) || customElements.get(tag)) return
  asked.add(tag)
  import(/* @vite-ignore */ new URL(__REFREEL_FILES__[tag], base).href).catch((error) => {
    asked.delete(tag)
    if (tried < TRIES) setTimeout(load, AGAIN_MS * 2 ** tried, tag, tried + 1)
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
  // A field of a form counts from the start, wherever it stands.
  if (element.matches('[name],[required]')) load(tag)
  else whenNear(element, () => load(tag))
}

/** Elements may come later, from frameworks and page builders, and stand in the open shadow trees of other elements. */
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
    // An element that is not defined yet has no tree; a few names with a dash can never be defined.
    const enter = () => void (element.shadowRoot && observe(element.shadowRoot))
    customElements.whenDefined(localName).then(enter, () => {})
  }
}

if (typeof document !== 'undefined') observe(document)
