/** Sets a page up for a test: the fake Worker, fixtures as files, and a studio. */
import { afterEach, beforeEach, vi } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import { VERSION } from '../../widget/index.ts'
import { ENDPOINT, FakeWorker } from './fake-worker.ts'
import { phase } from './look.ts'

export * from './look.ts'
export { VERSION }

const realFetch = globalThis.fetch.bind(globalThis)

/** A file of `test/fixtures`, under a name of its own where a test wants one. */
export async function fixture(name: string, as = name): Promise<File> {
  const response = await realFetch(fixtureUrl(name))
  if (!response.ok) throw new Error(`There is no fixture ${name}.`)
  return new File([await response.blob()], as)
}

// The URL is made in two steps, because the bundler replaces `new URL(…, import.meta.url)` by a list of one folder's
// files.
const here = import.meta.url
export const fixtureUrl = (name: string): string => new URL(`../fixtures/${name}`, here).href

/** Polls `look` for changes outside of the tree, such as the focus, for as long as a busy machine may take. */
export const until = <T>(look: () => T | Promise<T>): Promise<T> =>
  vi.waitUntil(look, { timeout: 20_000 }) as Promise<T>

/** A fresh fake Worker for each test; the page is emptied afterwards. */
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

/** A studio with one picture and a prompt. */
export async function readyStudio(attributes: Record<string, string> = {}): Promise<RefreelStudio> {
  const studio = mount({ prompt: 'Image 1 purrs', ...attributes })
  await studio.addReferences([await fixture('cat.jpg')])
  await phase(studio, 'ready')
  return studio
}
