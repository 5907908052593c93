/** Tells when an element comes near the view, so that an element far down the page loads nothing. */

/** An element is near when it is this far below or above the view. */
const NEAR_MARGIN = '400px 0px'

/** Calls `then` once, as soon as the element is near. The returned function stops watching. */
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
