/** Waits of the tests and the gallery for what a studio shows: by its events and by changes of its tree, never by time. */
import type { RefreelStudio } from '../../widget/index.ts'

/** The page's own timers, whatever a test puts in their place. */
const realSetTimeout = globalThis.setTimeout.bind(globalThis)
const realClearTimeout = globalThis.clearTimeout.bind(globalThis)

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

/** Milliseconds until a wait that nothing ends says what it waited for; the limits of tests and scenes are longer. */
const PATIENCE_MS = 50_000

/** Resolves when the studio is in this phase, and what it shows is drawn. */
export async function phase(studio: RefreelStudio, wanted: RefreelStudio['phase']): Promise<void> {
  if (studio.phase !== wanted) {
    const reached = event(studio, 'refreel-phase', ({ detail }) => detail.phase === wanted)
    await inTime(reached, () => `the phase "${wanted}"; the studio is "${studio.phase}"`)
  }
  await drawn(studio)
}

/** Resolves when the studio and its pieces have drawn. */
export async function drawn(studio: RefreelStudio): Promise<void> {
  await studio.updateComplete
  // Pieces contain pieces, so those that appeared meanwhile are waited for too.
  for (let known = -1; known < studio.renderRoot.querySelectorAll('*').length; ) {
    const pieces = studio.renderRoot.querySelectorAll('*')
    known = pieces.length
    for (const piece of pieces) if ('updateComplete' in piece) await piece.updateComplete
  }
}

/**
 * Looks again at every change of the element's tree until `look` finds something. Where it never does, the error says
 * what was looked for, by the code of `look` or by a `name`.
 */
export async function appears<T>(
  element: Pick<RefreelStudio, 'renderRoot'>,
  look: () => T | null | undefined | false,
  name = codeOf(look),
): Promise<T> {
  const observer = new MutationObserver(() => check())
  let check = () => {}
  const found = new Promise<T>((resolve) => {
    check = () => {
      const found = look()
      if (found) resolve(found)
    }
  })
  observer.observe(element.renderRoot, { subtree: true, childList: true, attributes: true, characterData: true })
  check()
  return await inTime(found, () => `${name}; the element shows "${textOf(element.renderRoot)}"`).finally(() =>
    observer.disconnect(),
  )
}

/** The wait, or an error that says what it was for. */
async function inTime<T>(wait: Promise<T>, what: () => string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = realSetTimeout(() => reject(new Error(`Waited ${PATIENCE_MS / 1000} s for ${what()}.`)), PATIENCE_MS)
  })
  return await Promise.race([wait, late]).finally(() => realClearTimeout(timer))
}

/** The condition alone: `() => part(studio, 'notice')` is `part(studio, 'notice')`. */
const codeOf = (look: () => unknown) => look.toString().replace(/^\(\)\s*=>\s*/, '')

const textOf = (root: Element | DocumentFragment) => root.textContent?.replace(/\s+/g, ' ').trim().slice(0, 300)

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

/** Opens the options; their fields come when somebody does. */
export async function openOptions(studio: RefreelStudio): Promise<void> {
  const details = await appears(studio, () => part<HTMLDetailsElement>(studio, 'options'))
  details.open = true
  await appears(studio, () => part(studio, 'option'))
  await drawn(studio)
}
