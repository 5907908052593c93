/** Answers that several scenes need from the Worker. */
import type { ProblemCode } from '../../../worker/contract/problem.ts'
import type { Session } from '../../../worker/contract/session.ts'
import { type FakeWorker, problem } from '../../widget/fake-worker.ts'

const MINUTE_SECONDS = 60

/** A request that is never answered. */
export const never = (): Promise<Response> => new Promise(() => {})

/** Every session is refused. */
export const noSession =
  (code: ProblemCode, retry_after?: number) =>
  (worker: FakeWorker): void => {
    worker.intercept(({ path }) =>
      path === '/v1/sessions' ? problem(code, retry_after ? { retry_after } : {}) : undefined,
    )
  }

/** Asking for a video is refused. */
export const refusing =
  (code: ProblemCode, more: { minutes?: number; fields?: string[] } = {}) =>
  (worker: FakeWorker): void => {
    const { minutes, fields = [] } = more
    worker.intercept(({ method, path }) =>
      method === 'POST' && path === '/v1/generations'
        ? problem(code, {
            ...(minutes ? { retry_after: minutes * MINUTE_SECONDS } : {}),
            errors: fields.map((field) => ({ pointer: `/input/${field}`, detail: '', code: 'invalid' })),
          })
        : undefined,
    )
  }

/** Makes every request fail. */
export const deaf = (worker: FakeWorker): void => {
  worker.intercept(() => new Error('offline'))
}

type Preset = Session['site']['presets'][number]

const SPIN: Preset = {
  id: 'spin',
  title: 'Slow spin',
  thumbnail: '/photos/cup.jpg',
  locked: ['prompt', 'duration', 'seed', 'resolution'],
  variables: ['product', 'table_colour'],
  input: {
    prompt: 'The {product} of Image 1 turns slowly on a {table_colour} table, steam rising, soft morning light.',
    duration: 3,
    seed: 17,
    resolution: '720p',
  },
}
const WINDOW: Preset = {
  id: 'window',
  title: 'By the rainy window',
  thumbnail: '/photos/cat.jpg',
  locked: [],
  variables: [],
  input: { prompt: 'Image 1 watches the rain from a windowsill, warm light in the room.', aspect_ratio: '9:16' },
}
const PLAIN: Preset = { id: 'plain', title: 'Studio light', locked: [], variables: [], input: { prompt: 'Image 1' } }
const OURS: Preset = {
  id: 'ours',
  title: 'Our cup in motion',
  thumbnail: '/photos/cup.jpg',
  locked: ['prompt', 'reference_images', 'reference_videos', 'seed'],
  variables: [],
  input: { prompt: 'Image 1 shines in the morning sun.', reference_images: ['ref_ours'], seed: 1 },
}

/** Gives the site presets to choose from. */
export const withPresets = (worker: FakeWorker): void => {
  worker.site = { ...worker.site, presets: [SPIN, WINDOW, PLAIN, OURS] }
}
