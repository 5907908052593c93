/** A paid wish that got no answer yet, or never: its key stays, what was taken back stays so, and nobody pays twice. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import { ENDPOINT, problem } from './fake-worker.ts'
import { appears, mount, part, parts, phase, readyStudio, until, withWorker } from './stage.ts'

const held = withWorker()
afterEach(() => void vi.restoreAllMocks())

const CREATE = '/v1/generations'
const creates = () => held.worker.requests('POST', CREATE)
const keys = () => creates().map(({ headers }) => headers.get('idempotency-key'))
const cancels = () => held.worker.seen.filter(({ path }) => path.endsWith('/cancel'))
const never = () => new Promise<Response>(() => {})

/** The next create is answered like this. */
const answer = (then: () => Response | Promise<Response> | Error) => held.worker.once('POST', CREATE, then)

/** The Worker makes the run now; the answer arrives when a test says so. */
function late(): () => void {
  const gate = Promise.withResolvers<void>()
  answer(async () => {
    const { headers = new Headers(), body } = creates().at(-1) ?? {}
    const made = await held.worker.handle(ENDPOINT + CREATE, { method: 'POST', headers, body: JSON.stringify(body) })
    await gate.promise
    return made
  })
  return () => gate.resolve()
}

/** The button is pressed, and the request has left. */
async function wishing(studio: RefreelStudio): Promise<void> {
  const count = creates().length
  void studio.generate()
  await held.worker.arrival('POST', CREATE, count + 1)
}

describe('a wish that was taken back before its answer', () => {
  test('is taken back after a reload too', async () => {
    const first = await readyStudio()
    answer(never)
    await wishing(first)
    void first.cancel()
    first.remove()
    const second = mount()
    await phase(second, 'canceled')
    expect(cancels()).toHaveLength(1)
    expect(new Set(keys()).size).toBe(1)
  })

  test('is taken back also where a reset came after it', async () => {
    const studio = await readyStudio()
    const arrive = late()
    await wishing(studio)
    void studio.cancel()
    studio.reset()
    arrive()
    await until(() => cancels().length === 1)
    expect(studio.phase).toBe('empty')
    expect([...held.worker.generations.values()].map(({ status }) => status)).toEqual(['canceled'])
  })
})

describe('a wish that a reload cut off', () => {
  test('keeps its key when it is refused then: the first answer may have been a run', async () => {
    const first = await readyStudio()
    answer(never)
    await wishing(first)
    first.remove()
    answer(() => problem('rate-limited', { retry_after: 1 }))
    const second = mount({ prompt: 'Image 1 purrs' })
    await held.worker.arrival('POST', CREATE, 2)
    await phase(second, 'ready')
    await appears(second, () => !part(second, 'notice'))
    expect(await second.generate()).toMatchObject({ status: 'queued' })
    expect(creates()).toHaveLength(3)
    expect(new Set(keys()).size).toBe(1)
  })
})

describe('a wish whose first try got no answer', () => {
  /** The first try is lost, and the second one refused like this. */
  function lostThen(refusal: () => Response): void {
    answer(() => {
      answer(refusal)
      return new Error('cut')
    })
  }

  test.each(['rate-limited', 'quota-exceeded', 'challenge-required'] as const)(
    'keeps its key when the second is refused: %s',
    async (code) => {
      const studio = await readyStudio()
      lostThen(() => problem(code, { retry_after: 1 }))
      await studio.generate()
      expect(creates()).toHaveLength(2)
      await appears(studio, () => !part(studio, 'notice') || code === 'challenge-required')
      expect(await studio.generate()).toMatchObject({ status: 'queued' })
      expect(new Set(keys()).size).toBe(1)
    },
  )

  test('says why it was refused then, and of no connection that is lost', async () => {
    const studio = await readyStudio()
    lostThen(() => problem('run-in-progress'))
    await studio.generate()
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('Another video of yours'))
    expect(parts(studio, 'notice')).toHaveLength(1)
  })

  test('keeps its key over a look at an earlier video', async () => {
    const studio = await readyStudio()
    await studio.generate()
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    ;(await appears(studio, () => part(studio, 'another-button'))).click()
    await phase(studio, 'ready')
    answer(() => problem('internal-error'))
    await studio.generate()
    const details = await appears(studio, () => part<HTMLDetailsElement>(studio, 'history'))
    details.open = true
    ;(await appears(studio, () => part(studio, 'history-open'))).click()
    await phase(studio, 'done')
    ;(await appears(studio, () => part(studio, 'back-button'))).click()
    await phase(studio, 'ready')
    answer(() => problem('internal-error'))
    await studio.generate()
    const [, lost, again] = keys()
    expect(again).toBe(lost)
  })

  test('other words are another wish', async () => {
    const studio = await readyStudio()
    answer(() => problem('internal-error'))
    await studio.generate()
    studio.prompt = 'Image 1 sleeps'
    await studio.updateComplete
    await studio.generate()
    expect(new Set(keys()).size).toBe(2)
  })
})

describe('where the browser gives no locks', () => {
  test('a session is asked for all the same', async () => {
    vi.spyOn(navigator.locks, 'request').mockRejectedValue(new DOMException('Denied.', 'SecurityError'))
    const studio = mount()
    await held.worker.arrival('POST', '/v1/sessions')
    await appears(studio, () => part(studio, 'add-button') && !part(studio, 'notice'))
  })
})
