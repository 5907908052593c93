/** A run from the first picture to the video, as the page and the visitor live it. */
import { describe, expect, test } from 'vitest'
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import { problem } from './fake-worker.ts'
import { appears, drawn, event, fixture, mount, part, phase, piece, readyStudio, withWorker } from './stage.ts'

const held = withWorker()

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

  test('a failure that can’t be helped offers no second try', async () => {
    const studio = await readyStudio()
    await studio.generate()
    held.worker.advance('failed', { error: { code: 'sensitive-content', message: 'x', retryable: false } })
    await phase(studio, 'failed')
    expect(part(studio, 'retry-button')).toBeNull()
  })
})

describe('the result', () => {
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

  test('forgets a run that is not kept any more', async () => {
    localStorage.setItem('refreel:https://refreel.test:site_demo:generation', 'gen_gone')
    const studio = mount()
    await held.worker.arrival('GET', '/v1/generations/gen_gone')
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(localStorage.getItem('refreel:https://refreel.test:site_demo:generation')).toBeNull()
  })

  test('keeps nothing but the renewal token and the generation’s id', async () => {
    const studio = await readyStudio()
    await studio.generate()
    expect(Object.keys(localStorage).sort()).toEqual([
      'refreel:https://refreel.test:site_demo:generation',
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
