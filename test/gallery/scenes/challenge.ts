/** The check that a visitor is human, with a stand-in for Turnstile. */
import type { Challenge } from '../../../worker/contract/session.ts'
import { FakeTurnstile } from '../../widget/fake-turnstile.ts'
import { type FakeWorker, problem } from '../../widget/fake-worker.ts'
import type { Section } from '../scene.ts'

const CHALLENGE: Challenge = { provider: 'turnstile', site_key: '0x4AAAAAAAfakesitekey' }

/** Every session asks for it, whatever was passed. */
function asks(worker: FakeWorker): FakeTurnstile {
  const turnstile = new FakeTurnstile()
  window.turnstile = turnstile
  worker.intercept(({ path }) =>
    path === '/v1/sessions' ? problem('challenge-required', { challenge: CHALLENGE }) : undefined,
  )
  return turnstile
}

let turnstile: FakeTurnstile | undefined
const worker = (worker: FakeWorker): void => {
  turnstile = asks(worker)
}
const shown = () => turnstile?.shown.at(-1)?.options

export const challenge: Section['scenes'] = [
  {
    id: 'challenge',
    title: 'A check that the visitor is human',
    element: 'studio',
    worker,
    play: async (stage) => {
      await stage.waitFor(() => shown() !== undefined)
      shown()?.['before-interactive-callback']()
      await stage.shows('challenge')
    },
  },
  {
    id: 'challenge-failed',
    title: 'The check failed twice',
    element: 'studio',
    worker,
    play: async (stage) => {
      await stage.waitFor(() => shown() !== undefined)
      for (let times = 0; times < 2; times += 1) shown()?.['error-callback']()
      await stage.shows('notice')
    },
  },
]
