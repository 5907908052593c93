/** One state in a window of its own: `/gallery-scene.html?scene=done&lang=ar&scheme=dark`. Says `data-scene="ready"` when it is drawn. */
import { ENDPOINT, FakeWorker } from '../widget/fake-worker.ts'
import { drawn } from '../widget/look.ts'
import { Clock } from './clock.ts'
import { keepNothing } from './keep-nothing.ts'
import { PlayerStage } from './player-stage.ts'
import type { Scene } from './scene.ts'
import { SCENES } from './scenes.ts'
import { settled } from './settled.ts'
import { StudioStage } from './studio-stage.ts'
import { dress, readView } from './view.ts'

/** Milliseconds in view after which a state that was not reached counts as failed. */
const PATIENCE_MS = 60_000

const root = document.documentElement
const main = document.querySelector('main')
const id = new URLSearchParams(location.search).get('scene')
const patience = setTimeout.bind(window)

dress(root, readView(location.search))
keepNothing(window)
const worker = new FakeWorker()
const clock = new Clock()
worker.install(window)
clock.install(window)
tellHeight()

try {
  const scene = SCENES.find((each) => each.id === id)
  if (!scene) throw new Error(`There is no scene “${id}”.`)
  document.title = scene.title
  const heading = document.querySelector('h1')
  if (heading) heading.textContent = scene.title
  const element = await place(scene)
  const late = new Promise<never>((_, reject) => {
    patience(() => reject(new Error(`“${scene.title}” was not reached.`)), PATIENCE_MS)
  })
  await Promise.race([play(scene, element), late])
  await settled(element)
  root.dataset.scene = 'ready'
} catch (error) {
  const failure = document.createElement('p')
  failure.className = 'failure'
  failure.textContent = String(error)
  main?.append(failure)
  root.dataset.scene = 'failed'
  console.error(error)
}

/** The element with its attributes, once it is near the view and its own code is there. */
async function place(scene: Scene): Promise<HTMLElement> {
  scene.worker?.(worker)
  const tag = `refreel-${scene.element}`
  const element = document.createElement(tag)
  const common = scene.element === 'studio' ? { site: 'site_demo', endpoint: ENDPOINT } : { endpoint: ENDPOINT }
  for (const [name, value] of Object.entries({ ...common, ...scene.page })) element.setAttribute(name, value)
  // What the first file draws meanwhile would ask the Worker's origin for a poster, and this Worker is a script.
  const first = document.createElement(tag)
  main?.append(first)
  await customElements.whenDefined(tag)
  first.remove()
  main?.append(element)
  return element
}

async function play(scene: Scene, element: HTMLElement): Promise<void> {
  if (scene.element === 'studio') {
    const stage = new StudioStage(element as StudioStage['studio'], worker, clock)
    await stage.studio.updateComplete
    await scene.play(stage)
    await drawn(stage.studio)
  } else {
    const stage = new PlayerStage(element as PlayerStage['player'], worker, clock)
    await stage.player.updateComplete
    await scene.play(stage)
    await stage.player.updateComplete
  }
}

/** The gallery makes a frame as high as what is in it. */
function tellHeight(): void {
  if (parent === window) return
  new ResizeObserver(() => parent.postMessage({ height: root.offsetHeight }, location.origin)).observe(root)
}
