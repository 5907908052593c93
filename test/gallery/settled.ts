/** Waits until what an element shows has come to rest: pictures, fonts, movements that end, and a frame that was painted. */

/** The element and everything below it, through open shadow roots. */
function* within(element: Element): Generator<Element> {
  yield element
  for (const child of element.shadowRoot?.children ?? []) yield* within(child)
  for (const child of element.children) yield* within(child)
}

const painted = () =>
  new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))

export async function settled(element: Element): Promise<void> {
  await painted()
  const all = [...within(element)]
  const pictures = all.filter((each) => each instanceof HTMLImageElement)
  const posters = all.flatMap((each) => (each instanceof HTMLVideoElement && each.poster ? [each.poster] : []))
  await Promise.allSettled([
    document.fonts.ready,
    ...pictures.map((each) => each.decode()),
    ...posters.map((src) => Object.assign(new Image(), { src }).decode()),
    ...all
      .flatMap((each) => each.getAnimations())
      .map((each) => (each.effect?.getTiming().iterations === Number.POSITIVE_INFINITY ? undefined : each.finished)),
  ])
  await painted()
}
