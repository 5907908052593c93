/** A run from the first picture to the video, as the page and the visitor live it. */
import { describe, expect, test } from 'vitest'
import type { RefreelPlayer } from '../../widget/index.ts'
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import { ENDPOINT, problem } from './fake-worker.ts'
import {
  appears,
  drawn,
  event,
  fixture,
  fixtureUrl,
  mount,
  part,
  phase,
  piece,
  readyStudio,
  withWorker,
} from './stage.ts'

const held = withWorker()

/** The storage key of this page's run. */
function ofPlace(name: string): string {
  const asked = [...new URLSearchParams(location.search)].sort().map((each) => `?${each}`)
  return `refreel:${ENDPOINT}:site_demo:${location.pathname}${asked}#:${name}`
}

describe('phases', () => {
  test('a whole run goes through every phase once, each reflected and a state', async () => {
    const studio = mount({ prompt: 'Image 1 purrs' })
    const phases: string[] = []
    studio.addEventListener('refreel-phase', ({ detail }) => {
      phases.push(detail.phase)
      expect(studio.matches(`:state(${detail.phase})`)).toBe(true)
    })
    expect(studio.phase).toBe('empty')
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    piece(studio, 'generate-button').click()
    await phase(studio, 'queued')
    held.worker.advance('processing', { progress: { fraction: 0.25 } })
    await phase(studio, 'generating')
    held.worker.advance('storing')
    await phase(studio, 'storing')
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    expect(phases).toEqual(['uploading', 'ready', 'queued', 'generating', 'storing', 'done'])
    expect(studio.getAttribute('phase')).toBe('done')
  })

  test('nothing is queued before the Worker says so', async () => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', () => problem('budget-exhausted'))
    const error = event(studio, 'refreel-error')
    expect(await studio.generate()).toBeUndefined()
    expect((await error).detail.code).toBe('budget-exhausted')
    expect(studio.phase).toBe('ready')
  })

  test('the place in line and the share done are told as the Worker tells them', async () => {
    const studio = await readyStudio()
    await studio.generate()
    held.worker.advance('queued', { queue: { position: 3 } })
    await appears(studio, () => part(studio, 'status')?.textContent?.includes('Number 3 in line'))
    const bar = () => studio.renderRoot.querySelector('refreel-progress')
    expect(bar()?.hasAttribute('aria-valuenow')).toBe(false)
    held.worker.advance('processing', { progress: { fraction: 0.4 } })
    await appears(studio, () => bar()?.getAttribute('aria-valuenow') === '40')
    held.worker.advance('processing', { progress: {} })
    await appears(studio, () => !bar()?.hasAttribute('aria-valuenow'))
  })

  test('cancel asks the Worker and then stands as cancelled', async () => {
    const studio = await readyStudio()
    await studio.generate()
    await phase(studio, 'queued')
    piece(studio, 'cancel-button').click()
    await phase(studio, 'canceled')
    expect(held.worker.requests('POST', '/v1/generations/gen_1/cancel')).toHaveLength(1)
    expect(part(studio, 'notice')?.textContent).toContain('Cancelled')
    expect(part(studio, 'generate-button')).not.toBeNull()
  })

  test('a failure is told in words and can be tried again with the same input', async () => {
    const studio = await readyStudio({ seed: '7' })
    await studio.generate()
    held.worker.advance('failed', { error: { code: 'provider-failed', message: 'x', retryable: true } })
    await phase(studio, 'failed')
    expect(piece(studio, 'notice').textContent).toContain('The model stopped with an error')
    piece(studio, 'retry-button').click()
    await phase(studio, 'queued')
    const [first, second] = held.worker.requests('POST', '/v1/generations')
    expect(second?.body).toEqual(first?.body)
    expect(second?.headers.get('idempotency-key')).not.toBe(first?.headers.get('idempotency-key'))
  })

  test('a second try is the page’s to change or prevent too', async () => {
    const studio = await readyStudio({ seed: '7' })
    await studio.generate()
    held.worker.advance('failed', { error: { code: 'provider-failed', message: 'x', retryable: true } })
    await phase(studio, 'failed')
    const asked = event(studio, 'refreel-before-generate')
    studio.addEventListener('refreel-before-generate', (event) => event.preventDefault(), { once: true })
    piece(studio, 'retry-button').click()
    expect((await asked).detail.input).toMatchObject({ prompt: 'Image 1 purrs', seed: 7 })
    studio.addEventListener('refreel-before-generate', ({ detail }) => {
      detail.input.seed = 8
    })
    piece(studio, 'retry-button').click()
    await phase(studio, 'queued')
    const sent = held.worker.requests('POST', '/v1/generations').map(({ body }) => body)
    expect(sent).toMatchObject([{ input: { seed: 7 } }, { input: { seed: 8 } }])
  })

  test('a run that failed while nobody looked is tried again with what the page asks for besides', async () => {
    const studio = await readyStudio({ 'require-consent': '' })
    piece(studio, 'consent').click()
    await studio.generate()
    held.worker.advance('failed', { error: { code: 'provider-failed', message: 'x', retryable: true } })
    await phase(studio, 'failed')
    studio.remove()
    const found = mount({ 'require-consent': '' })
    await phase(found, 'failed')
    ;(await appears(found, () => part(found, 'consent'))).click()
    piece(found, 'retry-button').click()
    await phase(found, 'queued')
    const [first, second] = held.worker.requests('POST', '/v1/generations').map(({ body }) => body as GenerationRequest)
    // The new request has the seed that was drawn for the first one.
    expect(second).toEqual({ ...first, input: { ...first?.input, seed: 4711 } })
  })

  test('a run that another page of the site made is not this page’s', async () => {
    const studio = await readyStudio()
    await studio.generate()
    studio.remove()
    const { href } = location
    history.pushState(null, '', '/another-product')
    const other = mount()
    await held.worker.arrival('POST', '/v1/sessions', 2)
    await appears(other, () => part(other, 'drop-area'))
    other.remove()
    history.replaceState(null, '', '/another-product?id=5')
    const fifth = mount({ prompt: 'Image 1 purrs' })
    await fifth.addReferences([await fixture('cat.jpg')])
    await phase(fifth, 'ready')
    await fifth.generate()
    fifth.remove()
    history.replaceState(null, '', '/another-product?id=6')
    const sixth = mount()
    await held.worker.arrival('POST', '/v1/sessions', 4)
    await appears(sixth, () => part(sixth, 'drop-area'))
    sixth.remove()
    history.replaceState(null, '', '/another-product?utm_source=mail&id=5&gclid=1')
    const back = mount()
    await phase(back, 'queued')
    back.remove()
    history.replaceState(null, '', href)
    await phase(mount(), 'queued')
  })

  test.each([
    [503, 'storage-unavailable'],
    [429, 'rate-limited'],
    [401, 'unauthenticated'],
  ] as const)('an answer of %s when it is looked for forgets nothing', async (_, code) => {
    const studio = await readyStudio()
    await studio.generate()
    studio.remove()
    held.worker.once('GET', '/v1/generations/gen_1', () => problem(code))
    const again = mount()
    await appears(again, () => part(again, 'notice'))
    again.remove()
    await phase(mount(), 'queued')
  })

  test('a reset lets go of a run that goes on, which the list still has', async () => {
    const studio = await readyStudio()
    await studio.generate()
    studio.reset()
    await phase(studio, 'empty')
    expect(held.worker.seen.filter(({ path }) => path.endsWith('/cancel'))).toEqual([])
    held.worker.advance('succeeded')
    const details = await appears(studio, () => part<HTMLDetailsElement>(studio, 'history'))
    details.open = true
    await appears(studio, () => part(studio, 'history-facts')?.textContent?.startsWith('0:03'))
    expect(studio.value).toBe('')
  })

  /** The Worker makes the run at once; its answer is on its way until a test lets it arrive. */
  function slowAnswer(): () => void {
    const gate = Promise.withResolvers<void>()
    held.worker.once('POST', '/v1/generations', async () => {
      const asked = held.worker.requests('POST', '/v1/generations').at(-1)
      const answer = await held.worker.handle(`${ENDPOINT}/v1/generations`, {
        method: 'POST',
        headers: asked?.headers ?? {},
        body: JSON.stringify(asked?.body),
      })
      await gate.promise
      return answer
    })
    return () => gate.resolve()
  }

  test('after a reset while the answer is on its way it goes on among the earlier videos, and takes no stage', async () => {
    const studio = await readyStudio()
    const arrive = slowAnswer()
    const making = studio.generate()
    await held.worker.arrival('POST', '/v1/generations')
    studio.reset()
    await studio.addReferences([await fixture('cup.jpg')])
    studio.prompt = 'my next one'
    arrive()
    await making
    await phase(studio, 'ready')
    await appears(studio, () => piece(studio, 'generate-button').getAttribute('aria-disabled') === null)
    expect(piece<HTMLTextAreaElement>(studio, 'prompt-input').value).toBe('my next one')
    expect(held.worker.seen.filter(({ path }) => path.endsWith('/cancel'))).toEqual([])
    const details = await appears(studio, () => part<HTMLDetailsElement>(studio, 'history'))
    details.open = true
    await appears(studio, () => part(studio, 'history-prompt')?.textContent === 'Image 1 purrs')
  })

  test('taken back while the answer is on its way, it is so as soon as it is there', async () => {
    const studio = await readyStudio()
    const arrive = slowAnswer()
    const making = studio.generate()
    await held.worker.arrival('POST', '/v1/generations')
    const canceled = studio.cancel()
    arrive()
    await Promise.all([making, canceled])
    await phase(studio, 'canceled')
    expect(held.worker.seen.filter(({ path }) => path.endsWith('/cancel'))).toHaveLength(1)
  })

  test('what it is made of stays until the answer is there', async () => {
    const studio = await readyStudio()
    const arrive = slowAnswer()
    const making = studio.generate()
    await held.worker.arrival('POST', '/v1/generations')
    piece(studio, 'remove-button').click()
    arrive()
    expect(await making).toMatchObject({ status: 'queued' })
    expect(held.worker.seen.filter(({ method }) => method === 'DELETE')).toEqual([])
  })

  test('what is left of today is one less after it', async () => {
    const studio = await readyStudio()
    const left = () => Number(part(studio, 'hint')?.textContent?.match(/(\d+) video/)?.[1])
    const before = left()
    expect(before).toBeGreaterThan(0)
    await studio.generate()
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    piece(studio, 'another-button').click()
    await phase(studio, 'ready')
    expect(left()).toBe(before - 1)
  })

  test('of two studios on a page each has a run of its own, also after a reload', async () => {
    const both = [await readyStudio({ seed: '1' }), await readyStudio({ seed: '2' })]
    for (const studio of both) await studio.generate()
    held.worker.advance('succeeded')
    for (const studio of both) studio.remove()
    const [first, second] = [mount(), mount()]
    await Promise.all([phase(first, 'queued'), phase(second, 'done')])
  })

  test('a failure that can’t be helped offers no second try', async () => {
    const studio = await readyStudio()
    await studio.generate()
    held.worker.advance('failed', { error: { code: 'sensitive-content', message: 'x', retryable: false } })
    await phase(studio, 'failed')
    expect(part(studio, 'retry-button')).toBeNull()
  })
})

describe('the result', () => {
  test('in a player of the page’s own is played by that one, and by no other', async () => {
    const studio = await readyStudio()
    const own = document.createElement('video')
    own.slot = 'player'
    own.muted = true
    own.src = fixtureUrl('cup-turn.mp4')
    studio.append(own)
    await studio.generate()
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    await appears(studio, () => part(studio, 'player'))
    await studio.play()
    expect(own.paused).toBe(false)
    expect(piece<RefreelPlayer>(studio, 'player').paused).toBe(true)
  })

  test('has player, download and the note that AI made it', async () => {
    const studio = await readyStudio()
    const done = event(studio, 'refreel-done')
    await studio.generate()
    held.worker.advance('succeeded')
    expect((await done).detail).toMatchObject({ video: { id: 'vid_1' }, resumed: false })
    await appears(studio, () => part(studio, 'player'))
    expect(piece<HTMLAnchorElement>(studio, 'download-link').href).toContain('download=1')
    expect(piece(studio, 'result').parentElement?.textContent).toContain('This video was made by AI')
  })

  test('"same again" keeps the seed, "make another" leaves it to chance', async () => {
    for (const [button, seed] of [
      ['same-button', 4711],
      ['another-button', undefined],
    ] as const) {
      const studio = await readyStudio()
      const { worker } = held
      await studio.generate()
      worker.advance('succeeded')
      await phase(studio, 'done')
      await appears(studio, () => part(studio, button))
      piece(studio, button).click()
      await phase(studio, 'ready')
      const before = worker.requests('POST', '/v1/generations').length
      await studio.generate()
      const body = worker.requests('POST', '/v1/generations')[before]?.body as GenerationRequest | undefined
      expect(body?.input?.seed).toBe(seed)
      localStorage.clear()
      studio.remove()
    }
  })

  test('a preview says that it is not the model', async () => {
    held.worker.preview = true
    const studio = await readyStudio()
    await appears(studio, () => part(studio, 'preview-note'))
    expect(piece(studio, 'preview-note').textContent).toContain('preview')
  })
})

describe('a reload', () => {
  test('takes up the run that was left', async () => {
    const first = await readyStudio()
    await first.generate()
    first.remove()
    const second = mount()
    await phase(second, 'queued')
    held.worker.advance('processing')
    await phase(second, 'generating')
    const done = event(second, 'refreel-done')
    held.worker.advance('succeeded')
    expect((await done).detail.resumed).toBe(true)
  })

  test('before the answer to a wish came sends it once more with its key, and takes up the run', async () => {
    const first = await readyStudio()
    held.worker.once('POST', '/v1/generations', () => new Promise<Response>(() => {}))
    void first.generate()
    const asked = await held.worker.arrival('POST', '/v1/generations')
    first.remove()
    const second = mount()
    await phase(second, 'queued')
    const again = held.worker.requests('POST', '/v1/generations')[1]
    expect(again?.headers.get('idempotency-key')).toBe(asked.headers.get('idempotency-key'))
    expect(again?.body).toEqual(asked.body)
    expect(localStorage.getItem(ofPlace('pending'))).toBeNull()
  })

  test('leaves a wish alone that is too old, or that the visitor knows to have got no answer; the same words keep its key', async () => {
    const key = ofPlace('pending')
    const first = await readyStudio()
    let cut = true
    held.worker.intercept(({ method, path }) =>
      cut && method === 'POST' && path === '/v1/generations' ? problem('internal-error') : undefined,
    )
    await first.generate()
    const kept = JSON.parse(localStorage.getItem(key) ?? 'null')
    expect(kept).toMatchObject({ shown: true })
    first.remove()
    cut = false
    const second = mount({ prompt: 'Image 1 purrs' })
    await phase(second, 'ready')
    await second.generate()
    const keys = held.worker.requests('POST', '/v1/generations').map(({ headers }) => headers.get('idempotency-key'))
    expect(keys).toEqual([kept.key, kept.key])
    second.remove()
    localStorage.clear()
    sessionStorage.clear()
    localStorage.setItem(key, JSON.stringify({ ...kept, shown: false, at: Date.now() - 16 * 60_000 }))
    const third = mount()
    await appears(third, () => part(third, 'add-button'))
    await third.addReferences([await fixture('cat.jpg')])
    await phase(third, 'ready')
    expect(held.worker.requests('POST', '/v1/generations')).toHaveLength(2)
  })

  test('forgets a run that is not kept any more', async () => {
    localStorage.setItem(ofPlace('generation'), 'gen_gone')
    const studio = mount()
    await held.worker.arrival('GET', '/v1/generations/gen_gone')
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(localStorage.getItem(ofPlace('generation'))).toBeNull()
  })

  test('keeps nothing but the renewal token and the generation’s id', async () => {
    const studio = await readyStudio()
    await studio.generate()
    expect(Object.keys(localStorage).sort()).toEqual([
      ofPlace('generation'),
      'refreel:https://refreel.test:site_demo:renewal',
    ])
  })
})

test('reset forgets the run and the references', async () => {
  const studio = await readyStudio()
  await studio.generate()
  held.worker.advance('succeeded')
  await phase(studio, 'done')
  studio.reset()
  await phase(studio, 'empty')
  await drawn(studio)
  expect(part(studio, 'drop-area')).not.toBeNull()
})
