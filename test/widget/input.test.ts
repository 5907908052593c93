/** The request that is sent: the nine inputs exactly as chosen, within the site's limits, and after the page's own event handler. */
import { describe, expect, test, vi } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import {
  appears,
  drawn,
  event,
  fixture,
  mount,
  openOptions,
  part,
  phase,
  piece,
  readyStudio,
  withWorker,
} from './stage.ts'

const held = withWorker()

async function sent(studio: RefreelStudio): Promise<GenerationRequest> {
  const before = held.worker.requests('POST', '/v1/generations').length
  await studio.generate()
  return held.worker.requests('POST', '/v1/generations')[before]?.body as GenerationRequest
}

/** Sets a field as a visitor would. */
function fill(studio: RefreelStudio, selector: string, value: string, type = 'input'): void {
  const field = studio.renderRoot.querySelector<HTMLInputElement>(selector)
  if (!field) throw new Error(`There is no ${selector}.`)
  if (field.type === 'radio') field.checked = true
  else field.value = value
  field.dispatchEvent(new Event(type, { bubbles: true }))
}

describe('inputs', () => {
  test('all nine arrive exactly as chosen', async () => {
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg'), await fixture('cup-turn.mp4')])
    await phase(studio, 'ready')
    fill(studio, '#prompt', '  Image 1 looks at Video 1 ')
    await openOptions(studio)
    fill(studio, '#negative-prompt', 'blur')
    fill(studio, '#duration', '8')
    fill(studio, '[name=resolution][value="720p"]', '', 'change')
    fill(studio, '[name=aspect_ratio][value="9:16"]', '', 'change')
    fill(studio, '[name=shot_type][value="multi"]', '', 'change')
    fill(studio, '#seed', '7777', 'change')
    const { input } = await sent(studio)
    expect(input).toEqual({
      prompt: 'Image 1 looks at Video 1',
      reference_images: [expect.stringMatching(/^ref_/)],
      reference_videos: [expect.stringMatching(/^ref_/)],
      negative_prompt: 'blur',
      resolution: '720p',
      aspect_ratio: '9:16',
      duration: 8,
      shot_type: 'multi',
      seed: 7777,
    })
  })

  test('what was not chosen stays absent, and the rest has the model’s defaults', async () => {
    const { input, metadata, consent } = await sent(await readyStudio())
    expect(input).toEqual({
      prompt: 'Image 1 purrs',
      reference_images: ['ref_1'],
      resolution: '1080p',
      aspect_ratio: '16:9',
      duration: 5,
    })
    expect(metadata).toBeUndefined()
    expect(consent).toBeUndefined()
  })

  test('attributes are starting values', async () => {
    const attributes = {
      resolution: '720p',
      'aspect-ratio': '1:1',
      duration: '3',
      'shot-type': 'single',
      seed: '0',
      'negative-prompt': 'noise',
    }
    const { input } = await sent(await readyStudio(attributes))
    expect(input).toMatchObject({
      resolution: '720p',
      aspect_ratio: '1:1',
      duration: 3,
      shot_type: 'single',
      seed: 0,
      negative_prompt: 'noise',
    })
  })

  test('a site’s limits bound the options', async () => {
    held.worker.site = {
      ...held.worker.site,
      limits: { ...held.worker.site.limits, max_duration: 4, resolutions: ['720p'] },
    }
    const studio = await readyStudio({ duration: '9' })
    await openOptions(studio)
    expect(studio.renderRoot.querySelector<HTMLInputElement>('#duration')?.max).toBe('4')
    expect(studio.renderRoot.querySelectorAll('[name=resolution]')).toHaveLength(1)
    expect((await sent(studio)).input).toMatchObject({ duration: 4, resolution: '720p' })
  })

  test('metadata are texts whatever a page has, and what the Worker doesn’t keep stays here', async () => {
    const studio = await readyStudio()
    const title = 'x'.repeat(600)
    Object.assign(studio, { metadata: { external_id: 8123456789, title, alt: null, sku: 'A-1' } })
    expect((await sent(studio)).metadata).toEqual({ external_id: '8123456789', title: title.slice(0, 500) })
  })

  test('consent counts for the pictures that were there, and is asked for anew with another one', async () => {
    const studio = await readyStudio({ 'require-consent': '' })
    const box = () => studio.renderRoot.querySelector<HTMLInputElement>('.consent input')
    box()?.click()
    await appears(studio, () => piece(studio, 'generate-button').getAttribute('aria-disabled') !== 'true')
    await studio.addReferences([await fixture('cup.jpg')])
    await phase(studio, 'ready')
    expect(box()?.checked).toBe(false)
    expect(await studio.generate()).toBeUndefined()
    box()?.click()
    expect(await studio.generate()).toMatchObject({ status: 'queued' })
  })

  test('preset, variables, metadata and consent go along', async () => {
    const studio = mount({ 'require-consent': '', preset: 'spin', prompt: 'Image 1 spins' })
    studio.variables = { product: 'red cup' }
    studio.metadata = { external_id: 'sku-17' }
    await studio.addReferences([await fixture('cup.jpg')])
    await phase(studio, 'ready')
    expect(await studio.generate()).toBeUndefined()
    expect(piece(studio, 'hint').textContent).toContain('confirm')
    studio.renderRoot.querySelector<HTMLInputElement>('.consent input')?.click()
    await drawn(studio)
    expect(await sent(studio)).toMatchObject({
      preset: 'spin',
      variables: { product: 'red cup' },
      metadata: { external_id: 'sku-17' },
      consent: true,
    })
  })

  test('values and metadata may stand in attributes as JSON, and what can’t be read is none', async () => {
    const studio = await readyStudio({ metadata: '{"external_id":"sku-17","title":"Cup"}', variables: '{"a":1}' })
    expect(studio.variables).toEqual({ a: '1' })
    expect((await sent(studio)).metadata).toEqual({ external_id: 'sku-17', title: 'Cup' })
    for (const text of ['{"a"', 'null', '[1]', '"a"', '']) {
      studio.setAttribute('variables', text)
      studio.setAttribute('metadata', text)
      expect(studio.variables).toBeUndefined()
      expect(studio.metadata).toBeUndefined()
    }
  })

  test('what a page writes into the phase counts for nothing', async () => {
    const studio = await readyStudio()
    studio.setAttribute('phase', 'done')
    await drawn(studio)
    expect(studio.phase).toBe('ready')
    expect(part(studio, 'composer')).not.toBeNull()
    expect(studio.matches(':state(ready)')).toBe(true)
    await studio.generate()
    expect(studio.getAttribute('phase')).toBe('queued')
    expect(studio.matches(':state(ready)')).toBe(false)
  })

  test('options can be left out', async () => {
    const studio = mount({ 'without-options': '' })
    await appears(studio, () => part(studio, 'prompt'))
    expect(part(studio, 'options')).toBeNull()
  })

  test('the price is shown where the site shows it, and follows the length', async () => {
    const studio = await readyStudio()
    await appears(studio, () => part(studio, 'price')?.textContent?.includes('$0.50'))
    await openOptions(studio)
    fill(studio, '#duration', '10')
    await appears(studio, () => part(studio, 'price')?.textContent?.includes('$1.00'))
  })

  test('an idea fills the prompt', async () => {
    const studio = mount()
    const example = await appears(studio, () => part(studio, 'example'))
    example.click()
    await drawn(studio)
    expect(piece<HTMLTextAreaElement>(studio, 'prompt-input').value).toContain('Image 1')
  })
})

describe('before it is sent', () => {
  test('a page may change the input', async () => {
    const studio = await readyStudio()
    studio.addEventListener('refreel-before-generate', ({ detail }) => {
      detail.input.prompt += ', in the rain'
      detail.input = { ...detail.input, seed: 9 }
    })
    expect((await sent(studio)).input).toMatchObject({ prompt: 'Image 1 purrs, in the rain', seed: 9 })
  })

  test('what a page changes is neither the visitor’s nor there twice', async () => {
    const studio = await readyStudio()
    studio.addEventListener('refreel-before-generate', ({ detail }) => {
      detail.input.prompt += ', in the rain'
    })
    await studio.generate()
    held.worker.advance('failed', { error: { code: 'provider-failed', message: 'x', retryable: true } })
    await phase(studio, 'failed')
    piece(studio, 'retry-button').click()
    await phase(studio, 'queued')
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    ;(await appears(studio, () => part(studio, 'another-button'))).click()
    await phase(studio, 'ready')
    expect((await appears(studio, () => part<HTMLTextAreaElement>(studio, 'prompt-input'))).value).toBe('Image 1 purrs')
    await studio.generate()
    const prompts = held.worker
      .requests('POST', '/v1/generations')
      .map(({ body }) => (body as GenerationRequest).input?.prompt)
    expect(prompts).toEqual(Array(3).fill('Image 1 purrs, in the rain'))
  })

  test('a page may prevent it', async () => {
    const studio = await readyStudio()
    studio.addEventListener('refreel-before-generate', (event) => event.preventDefault())
    expect(await studio.generate()).toBeUndefined()
    expect(held.worker.requests('POST', '/v1/generations')).toHaveLength(0)
    expect(studio.phase).toBe('ready')
  })

  test('a double click asks the page once, and the Worker once', async () => {
    const studio = await readyStudio()
    const heard = vi.fn()
    studio.addEventListener('refreel-before-generate', heard)
    const [first, second] = await Promise.all([studio.generate(), studio.generate()])
    expect(first?.id).toBe('gen_1')
    expect(second).toBe(first)
    expect(heard).toHaveBeenCalledOnce()
    expect(held.worker.requests('POST', '/v1/generations')).toHaveLength(1)
  })

  test('the event leaves every shadow tree', async () => {
    const studio = await readyStudio()
    const heard = event(document.body, 'refreel-before-generate')
    piece(studio, 'generate-button').click()
    expect((await heard).target).toBe(studio)
    await held.worker.arrival('POST', '/v1/generations')
  })

  test('without a prompt nothing is sent and the field has the focus', async () => {
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    const button = piece(studio, 'generate-button')
    expect(button.getAttribute('aria-disabled')).toBe('true')
    button.click()
    expect(studio.shadowRoot?.activeElement?.id).toBe('prompt')
    expect(held.worker.requests('POST', '/v1/generations')).toHaveLength(0)
  })
})
