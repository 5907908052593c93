/** A draft (references, prompt and options that were not sent yet) survives a reload of the page. */
import { describe, expect, test } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import { problem } from './fake-worker.ts'
import {
  appears,
  drawn,
  event,
  fixture,
  fixtureUrl,
  mount,
  openOptions,
  part,
  parts,
  phase,
  piece,
  withWorker,
} from './stage.ts'

const held = withWorker()
const names = (studio: RefreelStudio) => parts(studio, 'reference-name').map(({ textContent }) => textContent)

async function type(studio: RefreelStudio, text: string): Promise<void> {
  const field = await appears(studio, () => part<HTMLTextAreaElement>(studio, 'prompt-input'))
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await drawn(studio)
}

const promptOf = (studio: RefreelStudio) =>
  appears(studio, () => part<HTMLTextAreaElement>(studio, 'prompt-input')).then(({ value }) => value)

/** Leaves the page and comes back. */
async function reload(studio: RefreelStudio, attributes: Record<string, string> = {}): Promise<RefreelStudio> {
  studio.remove()
  // The Worker shows the references of this visitor.
  for (const [id, reference] of held.worker.uploads.references) {
    held.worker.uploads.references.set(id, { ...reference, preview_url: fixtureUrl('cat.jpg') })
  }
  return mount(attributes)
}

describe('a reload before the click', () => {
  test('loses neither references, nor their order, nor prompt, nor options', async () => {
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg'), await fixture('cup.jpg')])
    await phase(studio, 'ready')
    parts(studio, 'move-button')[0]?.click()
    await type(studio, 'Image 1 on a sunny table')
    await openOptions(studio)
    const length = studio.renderRoot.querySelector<HTMLInputElement>('#duration')
    if (length) length.value = '7'
    length?.dispatchEvent(new Event('input', { bubbles: true }))
    await drawn(studio)
    const before = studio.renderRoot.querySelectorAll('[part~="reference"]').length
    expect(before).toBe(2)

    const again = await reload(studio)
    await phase(again, 'ready')
    await appears(again, () => parts(again, 'reference-status').every(({ textContent }) => textContent === 'Ready'))
    expect(names(again)).toEqual(['cup.jpg', 'cat.jpg'])
    expect(await promptOf(again)).toBe('Image 1 on a sunny table')
    expect(again.renderRoot.querySelector<HTMLImageElement>('[part~="reference-preview"] img')?.src).toBe(
      fixtureUrl('cat.jpg'),
    )
    await again.generate()
    const { input } = (await held.worker.arrival('POST', '/v1/generations')).body as GenerationRequest
    expect(input).toMatchObject({
      prompt: 'Image 1 on a sunny table',
      duration: 7,
      reference_images: ['ref_2', 'ref_1'],
    })
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(2)
  })

  test('keeps a prompt that is written before the first answer of the Worker, also where the page has one', async () => {
    let answer = () => {}
    const silence = new Promise<void>((resolve) => {
      answer = resolve
    })
    const real = window.fetch
    window.fetch = async (...args) => {
      await silence
      return real(...args)
    }
    const studio = mount({ prompt: 'the page’s' })
    await type(studio, 'mine')
    answer()
    await held.worker.arrival('POST', '/v1/sessions')
    await appears(studio, () => part(studio, 'hint'))
    window.fetch = real
    expect(await promptOf(studio)).toBe('mine')
    expect(await promptOf(await reload(studio, { prompt: 'the page’s' }))).toBe('mine')
  })

  test('takes what the visitor left alone from the page as it is by then', async () => {
    const studio = mount({ prompt: 'old', 'aspect-ratio': '1:1' })
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    const again = await reload(studio, { prompt: 'new' })
    await phase(again, 'ready')
    expect(await promptOf(again)).toBe('new')
    expect(names(again)).toEqual(['cat.jpg'])
  })

  test('says which reference is not kept any more', async () => {
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg'), await fixture('cup.jpg')])
    await phase(studio, 'ready')
    held.worker.uploads.references.delete('ref_2')
    const again = await reload(studio)
    await appears(again, () => part(again, 'reference-problem')?.textContent?.includes('not kept any more'))
    await phase(again, 'ready')
    expect(names(again)).toEqual(['cat.jpg', 'cup.jpg'])
  })

  test('waits for a network where there is none, and then shows them', async () => {
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    held.worker.once('GET', '/v1/references/ref_1', () => new Error('cut'))
    const again = await reload(studio)
    await appears(again, () => part(again, 'reference-status')?.textContent === 'Ready')
  })

  test('deletes a reference on the Worker when it is removed after it', async () => {
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    const again = await reload(studio)
    await phase(again, 'ready')
    piece(again, 'remove-button').click()
    await held.worker.arrival('DELETE', '/v1/references/ref_1')
  })
})

describe('what is kept', () => {
  test('goes with the click, the reset, and everything removed', async () => {
    const keys = () => Object.keys(sessionStorage).filter((key) => key.endsWith(':draft'))
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    await type(studio, 'x')
    expect(keys()).toHaveLength(1)
    await studio.generate()
    expect(keys()).toEqual([])
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    expect(keys()).toEqual([])
    piece(studio, 'another-button').click()
    await phase(studio, 'ready')
    expect(keys()).toHaveLength(1)
    studio.reset()
    await phase(studio, 'empty')
    expect(keys()).toEqual([])
  })

  test('is another page’s for other references of the page, and for another element', async () => {
    const record = { id: 'ref_9', status: 'ready', kind: 'image', bytes: 9, filename: 'sku-17.jpg' }
    held.worker.intercept(({ path }) => (path === '/v1/references/ref_9' ? Response.json(record) : undefined))
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    const other = await reload(studio, { 'reference-images': '["ref_9"]' })
    await phase(other, 'ready')
    expect(names(other)).toEqual(['sku-17.jpg'])
    other.remove()
    const third = mount({ id: 'third' })
    await held.worker.arrival('POST', '/v1/sessions', 3)
    await drawn(third)
    expect(third.phase).toBe('empty')
  })

  test('and can’t be read breaks nothing', async () => {
    sessionStorage.setItem('refreel:https://refreel.test:site_demo:/#:draft', '{"references"')
    const studio = mount({ prompt: 'x' })
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(await promptOf(studio)).toBe('x')
  })
})

describe('references that the page gives', () => {
  test('may be a JSON list, or names with spaces between; what is neither is none', async () => {
    held.worker.intercept(({ path }) =>
      path.startsWith('/v1/references/ref_')
        ? Response.json({
            id: path.split('/').at(-1),
            status: 'ready',
            kind: 'image',
            bytes: 1,
            filename: path.slice(-1),
          })
        : undefined,
    )
    for (const [value, found] of [
      ['["ref_a","ref_b"]', ['a', 'b']],
      ['ref_a  ref_b', ['a', 'b']],
      ['{}', []],
      ['', []],
    ] as const) {
      sessionStorage.clear()
      const studio = mount({ 'reference-images': value })
      await held.worker.arrival('POST', '/v1/sessions')
      if (found.length > 0) await phase(studio, 'ready')
      await drawn(studio)
      expect(names(studio).sort()).toEqual(found)
      studio.remove()
    }
  })

  /** Any reference that a page names. */
  function anyReference(): void {
    held.worker.intercept(({ path }) => {
      const [, id, name] = /^.v1.references.(ref_([a-z]+))$/.exec(path) ?? []
      return id ? Response.json({ id, status: 'ready', kind: 'image', bytes: 9, filename: name }) : undefined
    })
  }

  test('come back with a reset, and only they', async () => {
    anyReference()
    const studio = mount({ 'reference-images': 'ref_red' })
    await phase(studio, 'ready')
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    piece(studio, 'remove-button').click()
    studio.reset()
    await appears(studio, () => names(studio).join() === 'red')
    await phase(studio, 'ready')
  })

  test('take the place of those that the page had before, also after a reload, and leave the visitor’s own', async () => {
    anyReference()
    const first = mount({ 'reference-images': 'ref_red' })
    await phase(first, 'ready')
    await first.addReferences([await fixture('cat.jpg')])
    await phase(first, 'ready')
    const studio = await reload(first, { 'reference-images': 'ref_red' })
    await appears(studio, () => names(studio).length === 2)
    studio.referenceImages = ['ref_blue']
    await appears(studio, () => names(studio).includes('blue'))
    expect(names(studio).sort()).toEqual(['blue', 'cat.jpg'])
    studio.referenceImages = []
    await appears(studio, () => names(studio).length === 1)
    expect(names(studio)).toEqual(['cat.jpg'])
  })

  test('that change beside a finished video wait for the next one', async () => {
    anyReference()
    const studio = mount({ 'reference-images': 'ref_red', prompt: 'Image 1 shines' })
    await phase(studio, 'ready')
    await studio.generate()
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    studio.referenceImages = ['ref_blue']
    await drawn(studio)
    expect(studio.phase).toBe('done')
    studio.reset()
    await appears(studio, () => names(studio).join() === 'blue')
  })

  test('are not deleted on the Worker when the visitor leaves them out', async () => {
    const record = { id: 'ref_9', status: 'ready', kind: 'image', bytes: 9, filename: 'sku-17.jpg' }
    held.worker.intercept(({ path }) => (path === '/v1/references/ref_9' ? Response.json(record) : undefined))
    const studio = mount({ 'reference-images': 'ref_9' })
    await phase(studio, 'ready')
    const removed = event(studio, 'refreel-reference-removed')
    piece(studio, 'remove-button').click()
    await removed
    // A reference of the visitor's own is deleted; by then the page's one would have been, too.
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    piece(studio, 'remove-button').click()
    await held.worker.arrival('DELETE', '/v1/references/ref_1')
    expect(held.worker.requests('DELETE', '/v1/references/ref_9')).toEqual([])
  })

  test('that belong to somebody else are refused in words', async () => {
    held.worker.intercept(({ path }) => (path === '/v1/references/ref_9' ? problem('not-found') : undefined))
    const studio = mount({ 'reference-images': 'ref_9' })
    await appears(studio, () => part(studio, 'reference-problem')?.textContent?.includes('not kept any more'))
  })
})
