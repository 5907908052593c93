/** The studio when something went wrong. */
import type { Failure } from '../../../worker/contract/generation.ts'
import type { Section, StudioScene } from '../scene.ts'
import type { StudioStage } from '../studio-stage.ts'
import { deaf, noSession, refusing } from './answers.ts'
import { challenge } from './challenge.ts'

const page = { prompt: 'Image 1 turns its head and blinks while rain runs down the window.' }

const failing = (code: Failure, retryable: boolean) => async (stage: StudioStage) => {
  await stage.make()
  stage.worker.advance('failed', { error: { code, message: '', retryable } })
  await stage.phase('failed')
}

/** Asked for, and refused. */
const refused = (id: string, title: string, worker: StudioScene['worker']): StudioScene => ({
  id,
  title,
  element: 'studio',
  page,
  ...(worker ? { worker } : {}),
  play: (stage) => stage.refused(),
})

/** Refused before anything could be asked for. */
const shut = (id: string, title: string, worker: NonNullable<StudioScene['worker']>): StudioScene => ({
  id,
  title,
  element: 'studio',
  worker,
  play: (stage) => stage.shows('notice'),
})

export const troubles: Section = {
  id: 'troubles',
  title: 'When something went wrong',
  scenes: [
    {
      id: 'failed',
      title: 'Failed, and worth another try',
      element: 'studio',
      page,
      play: failing('provider-failed', true),
    },
    { id: 'failed-for-good', title: 'Failed', element: 'studio', page, play: failing('deadline-exceeded', false) },
    {
      id: 'sensitive',
      title: 'Declined by the model',
      element: 'studio',
      page,
      play: failing('sensitive-content', false),
    },
    {
      id: 'canceled',
      title: 'Cancelled',
      element: 'studio',
      page,
      play: async (stage) => {
        await stage.make()
        await stage.press('cancel-button')
        await stage.phase('canceled')
      },
    },
    {
      id: 'offline',
      title: 'Offline',
      element: 'studio',
      page,
      play: async (stage) => {
        await stage.ready()
        window.dispatchEvent(new Event('offline'))
        await stage.shows('notice')
      },
    },
    refused('budget', 'The page’s budget is spent', refusing('budget-exhausted')),
    refused('quota', 'This visitor’s videos are used up', refusing('quota-exceeded', { minutes: 42 })),
    refused('rate', 'Too fast', refusing('rate-limited', { minutes: 1 })),
    refused('busy', 'Another video is still being made', refusing('run-in-progress')),
    refused('operator-paused', 'Paused by the operator', refusing('paused')),
    refused(
      'invalid',
      'Something in the request is not right',
      refusing('invalid-input', { fields: ['prompt', 'duration'] }),
    ),
    refused('internal', 'A mistake of the service', refusing('internal-error')),
    shut('unknown-site', 'Unknown site', noSession('unknown-site')),
    ...challenge,
    shut('origin', 'A page that may not', noSession('origin-not-allowed')),
    {
      id: 'no-session',
      title: 'No session: the service can’t be reached',
      element: 'studio',
      worker: deaf,
      play: async (stage) => {
        await stage.shows('notice')
        stage.clock.stop()
      },
    },
  ],
}
