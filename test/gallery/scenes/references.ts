/** The studio while files come in. */
import { problem } from '../../widget/fake-worker.ts'
import type { Fate, Sent } from '../../widget/fake-xhr.ts'
import { avif, gif } from '../../widget/odd-pictures.ts'
import { file, plain, slow, text, torn } from '../files.ts'
import type { Section } from '../scene.ts'

/** The share of every file that is sent before the connection stalls or is cut. */
const SHARE = 0.62
const standing = ({ method, bytes }: Sent): Fate =>
  method === 'PATCH' ? { stall: Math.round(bytes * SHARE) } : undefined
const cutting = ({ method, bytes }: Sent): Fate => (method === 'PATCH' ? { cut: Math.round(bytes * SHARE) } : undefined)

export const references: Section = {
  id: 'references',
  title: 'Adding pictures and clips',
  scenes: [
    { id: 'empty', title: 'Empty', element: 'studio', play: (stage) => stage.shows('drop-area') },
    {
      id: 'dragging',
      title: 'A file hovers over it',
      element: 'studio',
      play: async (stage) => {
        await stage.shows('drop-area')
        await stage.hover('cup.jpg')
      },
    },
    {
      id: 'inspecting',
      title: 'Looking at a file',
      element: 'studio',
      play: (stage) => stage.choose(slow('from the office drive.jpg')),
    },
    {
      id: 'uploading',
      title: 'Sending, with percent, and one that waits its turn',
      element: 'studio',
      play: async (stage) => {
        stage.worker.fate = standing
        await stage.choose('cup.jpg', 'cat.png', 'astronaut.png', 'rocket.jpg')
        await stage.until(({ references }) => references.filter(({ fraction }) => fraction).length === 3)
        stage.clock.stop()
      },
    },
    {
      id: 'paused',
      title: 'Paused',
      element: 'studio',
      play: async (stage) => {
        stage.worker.fate = standing
        await stage.choose('cup.jpg')
        await stage.until(({ references }) => Boolean(references[0]?.fraction))
        await stage.press('pause-button')
        await stage.shows('resume-button')
      },
    },
    {
      id: 'cut',
      title: 'Connection lost while sending',
      element: 'studio',
      play: async (stage) => {
        stage.worker.fate = cutting
        await stage.choose('cup.jpg')
        await stage.until(({ references }) => references[0]?.held === 'cut')
        stage.clock.stop()
      },
    },
    {
      id: 'stalled',
      title: 'Nothing moves while sending',
      element: 'studio',
      play: async (stage) => {
        stage.worker.fate = standing
        stage.clock.pace = 100
        await stage.choose('cup.jpg')
        await stage.until(({ references }) => references[0]?.held === 'stalled')
        stage.clock.stop()
      },
    },
    {
      id: 'checking',
      title: 'Checking what was sent',
      element: 'studio',
      worker: ({ uploads }) => {
        uploads.verdict = { status: 'checking' }
      },
      play: async (stage) => {
        await stage.choose('cup.jpg')
        await stage.until(({ references }) => references[0]?.status === 'checking')
        stage.clock.stop()
      },
    },
    {
      id: 'converted',
      title: 'Converted to JPEG',
      element: 'studio',
      page: { prompt: 'Image 1 waves' },
      play: async (stage) => {
        await stage.choose(avif())
        await stage.phase('ready')
        await stage.shows('reference-note')
      },
    },
    {
      id: 'rejected',
      title: 'Refused, for several reasons',
      element: 'studio',
      play: async (stage) => {
        const small = await plain(120, 90, 'thumbnail.png')
        const narrow = await plain(3000, 300, 'a very long banner for the top of the autumn catalogue 2026.png')
        await stage.choose(text('holiday.jpg'), small, narrow, torn('half a download.jpg'))
        await stage.shows('reference-problem', 3)
      },
    },
    {
      id: 'upload-failed',
      title: 'Could not be sent: nothing more may be sent today',
      element: 'studio',
      worker: (worker) => {
        worker.intercept(({ method, path }) =>
          method === 'POST' && path === '/v1/references' ? problem('quota-exceeded') : undefined,
        )
      },
      play: async (stage) => {
        await stage.choose('cup.jpg')
        await stage.shows('reference-problem')
      },
    },
    {
      id: 'several',
      title: 'Several: two pictures and a clip, in another order, one dropped twice',
      element: 'studio',
      page: { prompt: 'Image 1 looks at Image 2 while Video 1 plays on the wall' },
      play: async (stage) => {
        await stage.choose('cup.jpg', 'cat.png', 'cup-turn.mp4')
        await stage.phase('ready')
        await stage.press('move-button')
        await stage.until(({ moved }) => moved !== undefined)
        await stage.choose(await file('cup.jpg', 'the same cup.jpg'))
        await stage.shows('reference-note')
      },
    },
    {
      id: 'full',
      title: 'All places used, and one too many',
      element: 'studio',
      page: { prompt: 'All of them dance' },
      play: async (stage) => {
        await stage.choose('cup.jpg', 'cat.png', 'astronaut.png', 'rocket.jpg', gif(), avif())
        await stage.until(({ references }) => references.filter(({ status }) => status === 'ready').length === 5)
        await stage.shows('reference-problem')
      },
    },
  ],
}
