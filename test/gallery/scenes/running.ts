/** The studio from the click to the video. */
import type { FakeWorker } from '../../widget/fake-worker.ts'
import type { Section } from '../scene.ts'
import type { StudioStage } from '../studio-stage.ts'
import { deaf, never } from './answers.ts'

const page = { prompt: 'Image 1 turns its head and blinks while rain runs down the window.' }

/** Gives the run's video and poster the shape with this name. */
const shape =
  (name: string) =>
  (worker: FakeWorker): void => {
    worker.videoUrl = `/photos/${name}.mp4`
    worker.posterUrl = `/photos/${name}.jpg`
  }

async function finish(stage: StudioStage): Promise<void> {
  await stage.make()
  stage.worker.advance('succeeded')
  await stage.phase('done')
  await stage.shows('player')
}

export const running: Section = {
  id: 'running',
  title: 'Being made, and done',
  scenes: [
    { id: 'queued', title: 'Waiting in line', element: 'studio', page, play: (stage) => stage.make() },
    {
      id: 'queued-place',
      title: 'Waiting in line, with a place',
      element: 'studio',
      page,
      play: async (stage) => {
        await stage.make()
        stage.worker.advance('queued', { queue: { position: 3, eta_seconds: 240 } })
        await stage.until(({ generation }) => generation?.queue?.position === 3)
      },
    },
    {
      id: 'generating',
      title: 'Being made, nobody knows how far',
      element: 'studio',
      page,
      play: async (stage) => {
        await stage.make()
        stage.worker.advance('processing')
        await stage.phase('generating')
      },
    },
    {
      id: 'generating-fraction',
      title: 'Being made, with progress and the time left',
      element: 'studio',
      page: { ...page, 'aspect-ratio': '1:1' },
      play: async (stage) => {
        await stage.make()
        stage.worker.advance('processing', { progress: { fraction: 0.42, eta_seconds: 95 } })
        await stage.phase('generating')
      },
    },
    {
      id: 'generating-portrait',
      title: 'Being made, 9:16',
      element: 'studio',
      page: { ...page, 'aspect-ratio': '9:16' },
      play: async (stage) => {
        await stage.make()
        stage.worker.advance('processing', { progress: { fraction: 0.8, eta_seconds: 20 } })
        await stage.phase('generating')
      },
    },
    {
      id: 'run-offline',
      title: 'Connection lost while it is being made',
      element: 'studio',
      page,
      play: async (stage) => {
        await stage.make()
        stage.worker.advance('processing', { progress: { fraction: 0.42 } })
        await stage.phase('generating')
        deaf(stage.worker)
        stage.worker.cut()
        await stage.shows('notice')
        stage.clock.stop()
      },
    },
    {
      id: 'canceling',
      title: 'Being cancelled',
      element: 'studio',
      page,
      worker: (worker) => worker.once('POST', '/v1/generations/gen_1/cancel', never),
      play: async (stage) => {
        await stage.make()
        await stage.press('cancel-button')
        await stage.until(({ pending }) => pending === 'cancel')
      },
    },
    {
      id: 'storing',
      title: 'Being saved',
      element: 'studio',
      page,
      play: async (stage) => {
        await stage.make()
        stage.worker.advance('storing')
        await stage.phase('storing')
      },
    },
    { id: 'done', title: 'Done, 16:9', element: 'studio', page, worker: shape('cup-turn'), play: finish },
    {
      id: 'done-portrait',
      title: 'Done, 9:16',
      element: 'studio',
      page: { ...page, 'aspect-ratio': '9:16' },
      worker: shape('cup-portrait'),
      play: finish,
    },
    {
      id: 'done-square',
      title: 'Done, 1:1',
      element: 'studio',
      page: { ...page, 'aspect-ratio': '1:1' },
      worker: shape('cup-square'),
      play: finish,
    },
    {
      id: 'done-preview',
      title: 'Done, by a stand-in, without a download',
      element: 'studio',
      page: { ...page, 'without-download': '' },
      worker: (worker) => {
        shape('cup-turn')(worker)
        worker.preview = true
      },
      play: finish,
    },
  ],
}
