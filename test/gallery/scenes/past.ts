/** The studio with what the visitor has made before. */
import { ENDPOINT } from '../../widget/fake-worker.ts'
import type { Section } from '../scene.ts'
import type { StudioStage } from '../studio-stage.ts'

const PROMPTS = [
  'Image 1 turns its head and blinks while rain runs down the window.',
  'Image 1 walks towards the camera along a beach at golden hour, wind moving softly, waves rolling in behind.',
]

/** Two videos of different shapes are made, and the list is opened. */
async function look(stage: StudioStage): Promise<void> {
  for (const prompt of PROMPTS) {
    stage.studio.prompt = prompt
    stage.studio.aspectRatio = prompt === PROMPTS[0] ? '16:9' : '9:16'
    if (stage.studio.phase === 'empty') await stage.ready()
    await stage.studio.generate()
    stage.worker.advance('succeeded')
    await stage.phase('done')
    await stage.press('another-button')
  }
  await stage.press('history-summary')
  await stage.shows('history-item', 1)
}

const worker: NonNullable<Section['scenes'][number]['worker']> = (worker) => {
  worker.videoUrl = '/photos/cup-turn.mp4'
  worker.posterUrl = '/photos/cup-turn.jpg'
}

export const past: Section = {
  id: 'past',
  title: 'What was made before',
  scenes: [
    {
      id: 'history-empty',
      title: 'Nothing yet',
      element: 'studio',
      worker: () => localStorage.setItem(`refreel:${ENDPOINT}:site_demo:renewal`, 'renewal-0'),
      play: async (stage) => {
        await stage.press('history-summary')
        await stage.shows('history-empty')
      },
    },
    { id: 'history', title: 'Two earlier videos', element: 'studio', worker, play: look },
    {
      id: 'history-sure',
      title: 'Asked before one is deleted',
      element: 'studio',
      worker,
      play: async (stage) => {
        await look(stage)
        await stage.press('history-remove')
        await stage.shows('history-delete')
      },
    },
    {
      id: 'history-behind',
      title: 'An earlier video on the stage while another one is being made',
      element: 'studio',
      worker,
      play: async (stage) => {
        await look(stage)
        await stage.phase('ready')
        await stage.press('generate-button')
        await stage.phase('queued')
        await stage.press('history-open', 2)
        await stage.phase('done')
        await stage.shows('back-button')
      },
    },
    {
      id: 'history-opened',
      title: 'An earlier video on the stage, its link shown',
      element: 'studio',
      worker,
      play: async (stage) => {
        await look(stage)
        await stage.press('history-open', 1)
        await stage.phase('done')
        await stage.press('loop-button')
        Object.defineProperty(navigator, 'share', { value: undefined })
        Object.defineProperty(navigator, 'clipboard', { value: undefined })
        await stage.press('share-button')
        await stage.shows('share-link')
      },
    },
  ],
}
