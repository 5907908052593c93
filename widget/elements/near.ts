/** Tells once when an element comes near the view, so that nothing is asked for what nobody sees. */

/** How far below or above the view counts as near. */
export const NEAR_MARGIN = '400px 0px'

/** Calls `then` once; the answer stops watching. */
export function whenNear(element: Element, then: () => void, rootMargin: string = NEAR_MARGIN): () => void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      observer.disconnect()
      then()
    },
    { rootMargin },
  )
  observer.observe(element)
  return () => observer.disconnect()
}
