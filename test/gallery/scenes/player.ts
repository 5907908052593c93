/** The player. */
import type { FakeWorker } from '../../widget/fake-worker.ts'
import { problem } from '../../widget/fake-worker.ts'
import type { Section } from '../scene.ts'
import { never } from './answers.ts'

const FACTS = '/v1/videos/vid_1'
const page = { video: 'vid_1' }

const stored = (worker: FakeWorker): void => {
  worker.videoUrl = '/photos/cup-turn.mp4'
  worker.posterUrl = '/photos/cup-turn.jpg'
}

export const player: Section = {
  id: 'player',
  title: 'The player',
  scenes: [
    {
      id: 'player-reserved',
      title: 'Its place, before anything is known',
      element: 'player',
      page,
      worker: (worker) => worker.once('GET', FACTS, never),
      play: (stage) => stage.shows('box'),
    },
    {
      id: 'player-poster',
      title: 'Poster',
      element: 'player',
      page,
      worker: stored,
      play: (stage) => stage.firstPicture(),
    },
    {
      id: 'player-near',
      title: 'Near and not wanted yet, without a poster',
      element: 'player',
      page: { src: '/photos/cup-turn.mp4' },
      play: (stage) => stage.firstPicture(),
    },
    {
      id: 'player-playing',
      title: 'Playing, with controls',
      element: 'player',
      page: { ...page, controls: '', muted: '' },
      worker: stored,
      play: async (stage) => {
        await stage.shows('video')
        await stage.player.play()
        await stage.moves('video')
      },
    },
    {
      id: 'player-portrait',
      title: '9:16',
      element: 'player',
      page: { src: '/photos/cup-portrait.mp4', poster: '/photos/cup-portrait.jpg', 'aspect-ratio': '9:16' },
      play: (stage) => stage.firstPicture(),
    },
    {
      id: 'player-autoplay',
      title: 'Plays by itself, again and again',
      element: 'player',
      page: { ...page, autoplay: '', loop: '' },
      worker: stored,
      play: (stage) => stage.moves('video'),
    },
    {
      id: 'player-own-button',
      title: 'Playing without controls, its button focused',
      element: 'player',
      page: { ...page, loop: '', muted: '' },
      worker: stored,
      play: async (stage) => {
        const button = await stage.shows('play-button')
        button.focus({ focusVisible: true } as FocusOptions)
        button.click()
        await stage.moves('video')
      },
    },
    {
      id: 'player-preview-loop',
      title: 'The small loop, until it is wanted',
      element: 'player',
      page: { ...page, 'preview-loop': '' },
      worker: (worker) => {
        stored(worker)
        worker.loopUrl = '/photos/cup-turn.mp4'
      },
      play: (stage) => stage.moves('loop'),
    },
    {
      id: 'player-gone',
      title: 'Gone',
      element: 'player',
      page,
      worker: (worker) => worker.once('GET', FACTS, () => problem('expired')),
      play: (stage) => stage.shows('problem'),
    },
    {
      id: 'player-unreachable',
      title: 'Not to be reached',
      element: 'player',
      page,
      // Every request fails, because the player asks for the facts again by itself.
      worker: (worker) => worker.intercept(({ path }) => (path === FACTS ? new Error('offline') : undefined)),
      play: (stage) => stage.shows('problem'),
    },
    {
      id: 'player-without-label',
      title: 'Without the label',
      element: 'player',
      page: { ...page, 'without-label': '' },
      worker: stored,
      play: (stage) => stage.firstPicture(),
    },
    {
      id: 'player-preview',
      title: 'Made by a stand-in',
      element: 'player',
      page,
      worker: (worker) => {
        stored(worker)
        worker.preview = true
      },
      play: async (stage) => {
        await stage.firstPicture()
        await stage.shows('preview-label')
      },
    },
  ],
}
