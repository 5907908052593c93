/** Presets of the site: chosen by the page or the visitor, locked fields shown and not asked, placeholders filled. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import type { Session } from '../../worker/contract/session.ts'
import { appears, drawn, fixture, mount, openOptions, part, parts, phase, piece, withWorker } from './stage.ts'

const held = withWorker()

type Preset = Session['site']['presets'][number]

const SPIN: Preset = {
  id: 'spin',
  title: 'Slow spin',
  locked: ['prompt', 'duration', 'seed', 'resolution'],
  variables: ['product'],
  input: { prompt: 'The {product} of Image 1 spins slowly', duration: 3, seed: 17, resolution: '720p' },
}
const BEACH: Preset = {
  id: 'beach',
  title: 'At the beach',
  locked: ['seed'],
  variables: [],
  input: { prompt: 'Image 1 on a beach', aspect_ratio: '9:16', seed: 4 },
}
const READY_MADE: Preset = {
  id: 'ready-made',
  title: 'Our cup',
  locked: ['prompt', 'reference_images', 'reference_videos', 'seed'],
  variables: [],
  input: { prompt: 'Image 1 shines', reference_images: ['ref_op'], seed: 1 },
}

beforeEach(() => {
  held.worker.site = { ...held.worker.site, presets: [SPIN, BEACH, READY_MADE] }
})

/** Only presets may be used here. */
function presetsOnly(): void {
  const { site } = held.worker
  held.worker.site = { ...site, limits: { ...site.limits, custom_prompt: false } }
}

async function sent(studio: RefreelStudio): Promise<GenerationRequest> {
  const before = held.worker.requests('POST', '/v1/generations').length
  await studio.generate()
  return held.worker.requests('POST', '/v1/generations')[before]?.body as GenerationRequest
}

const cards = (studio: RefreelStudio) => parts(studio, 'preset').map(({ textContent }) => textContent?.trim())
const choose = async (studio: RefreelStudio, at: number) => {
  const card = await appears(studio, () => parts(studio, 'preset')[at])
  card.querySelector('input')?.click()
  await drawn(studio)
}
const write = (studio: RefreelStudio, name: string, text: string) => {
  const field = piece<HTMLInputElement>(studio, name)
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  return drawn(studio)
}

describe('the page’s preset', () => {
  test('shows what it has locked, asks for the rest, and leaves the locked fields to the Worker', async () => {
    const studio = mount({ preset: 'spin', variables: '{"product":"red cup"}', prompt: 'ignored', duration: '9' })
    await studio.addReferences([await fixture('cup.jpg')])
    await phase(studio, 'ready')
    expect((await appears(studio, () => part(studio, 'prompt-text'))).textContent).toBe(
      'The red cup of Image 1 spins slowly',
    )
    expect(part(studio, 'prompt-input')).toBeNull()
    expect((await appears(studio, () => part(studio, 'preset-title'))).textContent).toBe('Slow spin')
    expect(parts(studio, 'preset')).toEqual([])
    expect(part(studio, 'variable')).toBeNull()
    await openOptions(studio)
    const fixed = parts(studio, 'option-fixed').map(({ textContent }) => textContent?.replace(/\s+/g, ' ').trim())
    expect(fixed).toEqual([
      'Length 3 sec Set by this page',
      'Resolution 720p Set by this page',
      'Seed 17 Set by this page',
    ])
    expect(studio.renderRoot.querySelector('#duration')).toBeNull()
    expect(await sent(studio)).toEqual({
      preset: 'spin',
      variables: { product: 'red cup' },
      input: { reference_images: ['ref_1'], aspect_ratio: '16:9' },
    })
  })

  test('asks the visitor for a placeholder that the page leaves open', async () => {
    const studio = mount({ preset: 'spin' })
    await studio.addReferences([await fixture('cup.jpg')])
    await phase(studio, 'ready')
    const field = await appears(studio, () => part<HTMLInputElement>(studio, 'variable-input'))
    expect(field.labels?.[0]?.textContent).toBe('Product')
    expect(piece(studio, 'hint').textContent).toContain('still empty')
    piece(studio, 'generate-button').click()
    expect(studio.shadowRoot?.activeElement).toBe(field)
    await drawn(studio)
    expect(held.worker.requests('POST', '/v1/generations')).toHaveLength(0)
    await write(studio, 'variable-input', ' blue mug ')
    expect(piece(studio, 'prompt-text').textContent).toBe('The blue mug of Image 1 spins slowly')
    expect((await sent(studio)).variables).toEqual({ product: ' blue mug ' })
  })

  test('is there for a customer too whose page gives nothing but a token', async () => {
    const studio = mount({ preset: 'spin', variables: '{"product":"cup"}' })
    studio.session = async () => 'own-token'
    await appears(studio, () => part(studio, 'prompt-text')?.textContent?.includes('The cup of Image 1'))
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(await sent(studio)).toMatchObject({ preset: 'spin', variables: { product: 'cup' } })
    const asked = held.worker.requests('GET', '/v1/sessions')
    expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer own-token'])
    expect(held.worker.requests('POST', '/v1/sessions')).toEqual([])
  })

  test('keeps of a word what the Worker takes, whoever says it', async () => {
    const studio = mount({ preset: 'spin', variables: '{"product":"blue 🎉 hat_{x}\\n<new>"}' })
    await appears(studio, () => part(studio, 'prompt-text')?.textContent?.includes('The blue  hatx new of'))
    studio.variables = { product: '🎉' }
    await appears(studio, () => part(studio, 'variable-input'))
    await write(studio, 'variable-input', 'cosy } 🎉')
    expect(piece<HTMLInputElement>(studio, 'variable-input').value).toBe('cosy  ')
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect((await sent(studio)).variables).toEqual({ product: 'cosy  ' })
  })

  test('that the site doesn’t have is told of, also when the page names it later', async () => {
    const studio = mount({ preset: 'spin', variables: '{"product":"cup"}' })
    await appears(studio, () => part(studio, 'prompt-text'))
    studio.preset = 'nothing'
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('a style that does not exist'))
    studio.preset = 'beach'
    await appears(studio, () => !part(studio, 'notice'))
  })

  test('may change later, and so may its values', async () => {
    const studio = mount({ preset: 'spin', variables: '{"product":"cup"}' })
    await appears(studio, () => part(studio, 'prompt-text')?.textContent?.includes('The cup'))
    studio.variables = { product: 'plate' }
    await appears(studio, () => part(studio, 'prompt-text')?.textContent?.includes('The plate'))
    studio.preset = 'beach'
    const prompt = await appears(studio, () => part<HTMLTextAreaElement>(studio, 'prompt-input'))
    expect(prompt.value).toBe('Image 1 on a beach')
  })

  test('may change while a run goes on, and counts for the next one', async () => {
    const studio = mount({ preset: 'spin', variables: '{"product":"cup"}' })
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect((await sent(studio)).preset).toBe('spin')
    studio.preset = 'beach'
    await studio.updateComplete
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    piece(studio, 'another-button').click()
    await phase(studio, 'ready')
    expect((await sent(studio)).preset).toBe('beach')
  })

  test('that the site doesn’t have is said', async () => {
    const studio = mount({ preset: 'gone' })
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('a style that does not exist'))
  })

  test('that brings its own pictures asks for none, and takes none', async () => {
    const studio = mount({ preset: 'ready-made' })
    await phase(studio, 'ready')
    expect((await appears(studio, () => part(studio, 'references-fixed'))).textContent).toContain('chosen already')
    expect(part(studio, 'add-button')).toBeNull()
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(await fixture('cat.jpg'))
    studio.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }))
    await drawn(studio)
    expect(part(studio, 'reference')).toBeNull()
    const { input } = await sent(studio)
    expect(input).toEqual({ resolution: '1080p', aspect_ratio: '16:9', duration: 5 })
  })
})

describe('the visitor’s choice', () => {
  test('stands beside an idea of their own, which comes back as it was', async () => {
    const studio = mount()
    await appears(studio, () => parts(studio, 'preset').length === 4)
    expect(cards(studio)).toEqual(['Your own idea', 'Slow spin', 'At the beach', 'Our cup'])
    await write(studio, 'prompt-input', 'mine')
    await openOptions(studio)
    await choose(studio, 2)
    expect(piece<HTMLTextAreaElement>(studio, 'prompt-input').value).toBe('Image 1 on a beach')
    expect(studio.renderRoot.querySelector<HTMLInputElement>('[value="9:16"]')?.checked).toBe(true)
    await choose(studio, 0)
    expect(piece<HTMLTextAreaElement>(studio, 'prompt-input').value).toBe('mine')
    expect(studio.renderRoot.querySelector<HTMLInputElement>('[value="16:9"]')?.checked).toBe(true)
  })

  test('goes along with what was changed in it', async () => {
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    await choose(studio, 2)
    await write(studio, 'prompt-input', 'Image 1 on a beach at night')
    const { preset, input } = await sent(studio)
    expect(preset).toBe('beach')
    expect(input).toMatchObject({ prompt: 'Image 1 on a beach at night', aspect_ratio: '9:16' })
    expect(input).not.toHaveProperty('seed')
  })

  test('is made already where only presets may be used, and there is no field to write in', async () => {
    presetsOnly()
    const studio = mount({ prompt: 'mine' })
    await appears(studio, () => parts(studio, 'preset').length === 3)
    expect(cards(studio)).toEqual(['Slow spin', 'At the beach', 'Our cup'])
    expect(parts(studio, 'preset')[0]?.querySelector('input')?.checked).toBe(true)
    await choose(studio, 1)
    expect(part(studio, 'prompt-input')).toBeNull()
    expect(piece(studio, 'prompt-text').textContent).toBe('Image 1 on a beach')
  })

  test('survives a reload, with the words that were filled in', async () => {
    const studio = mount()
    await choose(studio, 1)
    await write(studio, 'variable-input', 'hat')
    studio.remove()
    const again = mount()
    await appears(again, () => part(again, 'prompt-text')?.textContent === 'The hat of Image 1 spins slowly')
    expect(parts(again, 'preset')[1]?.querySelector('input')?.checked).toBe(true)
  })

  test('survives the run that was made with it: "same again" after a reload asks for the same', async () => {
    presetsOnly()
    const studio = mount()
    await choose(studio, 0)
    await write(studio, 'variable-input', 'hat')
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    const first = await sent(studio)
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    studio.remove()
    const again = mount()
    await phase(again, 'done')
    ;(await appears(again, () => part(again, 'same-button'))).click()
    await phase(again, 'ready')
    expect(await sent(again)).toMatchObject({ preset: first.preset, variables: first.variables })
  })
})

describe('a site without presets', () => {
  test('shows nothing of them', async () => {
    held.worker.site = { ...held.worker.site, presets: [] }
    const studio = mount()
    await held.worker.arrival('POST', '/v1/sessions')
    await appears(studio, () => part(studio, 'hint'))
    expect(studio.renderRoot.querySelector('refreel-presets')).toBeNull()
  })

  test('that allows presets only says what is missing', async () => {
    held.worker.site = { ...held.worker.site, presets: [] }
    presetsOnly()
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    await appears(studio, () => piece(studio, 'hint').textContent?.includes('Choose a style first'))
    expect(await studio.generate()).toBeUndefined()
  })
})
