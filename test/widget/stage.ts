/** Sets a page up for a test: the fake Worker, fixtures as files, a studio, and waiting for what events tell. */
import { afterEach, beforeEach } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import { VERSION } from '../../widget/index.ts'
import { ENDPOINT, FakeWorker } from './fake-worker.ts'

export { VERSION }

const realFetch = globalThis.fetch.bind(globalThis)

/** A file of `test/fixtures`, under a name of its own where a test wants one. */
export async function fixture(name: string, as = name): Promise<File> {
  const response = await realFetch(fixtureUrl(name))
  if (!response.ok) throw new Error(`There is no fixture ${name}.`)
  return new File([await response.blob()], as)
}

// In two steps: of `new URL(…, import.meta.url)` the bundler makes a list of one folder's files.
const here = import.meta.url
export const fixtureUrl = (name: string): string => new URL(`../fixtures/${name}`, here).href

/** A fresh fake Worker for each test; the page is emptied after. */
export function withWorker(): { readonly worker: FakeWorker } {
  const held: { worker: FakeWorker } = { worker: new FakeWorker() }
  let restore = () => {}
  beforeEach(() => {
    localStorage.clear()
    sessionStorage.clear()
    held.worker = new FakeWorker()
    held.worker.videoUrl = fixtureUrl('cup-turn.mp4')
    restore = held.worker.install(window)
  })
  afterEach(() => {
    document.body.replaceChildren()
    restore()
  })
  return held
}

/** A studio on the page, with properties and attributes as given. */
export function mount(attributes: Record<string, string> = {}): RefreelStudio {
  const studio = document.createElement('refreel-studio')
  for (const [name, value] of Object.entries({ site: 'site_demo', endpoint: ENDPOINT, ...attributes })) {
    studio.setAttribute(name, value)
  }
  document.body.append(studio)
  return studio
}

/** Resolves with the first event of this type for which `when` holds. */
export function event<K extends keyof GlobalEventHandlersEventMap>(
  target: EventTarget,
  type: K,
  when: (event: GlobalEventHandlersEventMap[K]) => boolean = () => true,
): Promise<GlobalEventHandlersEventMap[K]> {
  return new Promise((resolve) => {
    const listen = (each: Event) => {
      const typed = each as GlobalEventHandlersEventMap[K]
      if (!when(typed)) return
      target.removeEventListener(type, listen)
      resolve(typed)
    }
    target.addEventListener(type, listen)
  })
}

/** Resolves when the studio is in this phase, and what it shows is drawn. */
export async function phase(studio: RefreelStudio, wanted: RefreelStudio['phase']): Promise<void> {
  if (studio.phase !== wanted) await event(studio, 'refreel-phase', ({ detail }) => detail.phase === wanted)
  await drawn(studio)
}

/** Resolves when the studio and its pieces have drawn. */
export async function drawn(studio: RefreelStudio): Promise<void> {
  await studio.updateComplete
  // Pieces hold pieces: those that appeared meanwhile are waited for too.
  for (let known = -1; known < studio.renderRoot.querySelectorAll('*').length; ) {
    const pieces = studio.renderRoot.querySelectorAll('*')
    known = pieces.length
    for (const piece of pieces) if ('updateComplete' in piece) await piece.updateComplete
  }
}

/** Looks again at every change of the studio's tree until `look` finds something. */
export function appears<T>(studio: RefreelStudio, look: () => T | null | undefined | false): Promise<T> {
  return new Promise((resolve) => {
    const check = () => {
      const found = look()
      if (!found) return
      observer.disconnect()
      resolve(found)
    }
    const observer = new MutationObserver(check)
    observer.observe(studio.renderRoot, { subtree: true, childList: true, attributes: true, characterData: true })
    check()
  })
}

export const part = <T extends HTMLElement = HTMLElement>(studio: RefreelStudio, name: string): T | null =>
  studio.renderRoot.querySelector<T>(`[part~="${name}"]`)

export const parts = (studio: RefreelStudio, name: string): HTMLElement[] => [
  ...studio.renderRoot.querySelectorAll<HTMLElement>(`[part~="${name}"]`),
]

/** The part with this name, or a clear failure. */
export function piece<T extends HTMLElement = HTMLElement>(studio: RefreelStudio, name: string): T {
  const found = part<T>(studio, name)
  if (!found) throw new Error(`The studio shows no "${name}" in phase ${studio.phase}.`)
  return found
}

/** A studio with one picture and a prompt. */
export async function readyStudio(attributes: Record<string, string> = {}): Promise<RefreelStudio> {
  const studio = mount({ prompt: 'Image 1 purrs', ...attributes })
  await studio.addReferences([await fixture('cat.jpg')])
  await phase(studio, 'ready')
  return studio
}
