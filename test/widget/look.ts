/** How tests and the gallery wait for what a studio shows: by its events and by changes of its tree, never by time. */
import type { RefreelStudio } from '../../widget/index.ts'

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

/** Looks again at every change of the element's tree until `look` finds something. */
export function appears<T>(
  element: Pick<RefreelStudio, 'renderRoot'>,
  look: () => T | null | undefined | false,
): Promise<T> {
  return new Promise((resolve) => {
    const check = () => {
      const found = look()
      if (!found) return
      observer.disconnect()
      resolve(found)
    }
    const observer = new MutationObserver(check)
    observer.observe(element.renderRoot, { subtree: true, childList: true, attributes: true, characterData: true })
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

/** Opens the options; their fields come when somebody does. */
export async function openOptions(studio: RefreelStudio): Promise<void> {
  const details = await appears(studio, () => part<HTMLDetailsElement>(studio, 'options'))
  details.open = true
  await appears(studio, () => part(studio, 'option'))
  await drawn(studio)
}
