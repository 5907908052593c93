/** The list of references: equal files are one reference, and the visitor sets the order. */
import { describe, expect, test } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import { gif } from './odd-pictures.ts'
import { appears, drawn, event, fixture, mount, part, parts, phase, piece, withWorker } from './stage.ts'

const held = withWorker()
const uploads = () => held.worker.requests('POST', '/v1/references')
const names = (studio: RefreelStudio) => parts(studio, 'reference-name').map(({ textContent }) => textContent)
const calls = (studio: RefreelStudio) => parts(studio, 'call-name').map(({ textContent }) => textContent?.trim())
const notes = (studio: RefreelStudio) => parts(studio, 'reference-note').map(({ textContent }) => textContent)
const spoken = (studio: RefreelStudio) => studio.renderRoot.querySelector('#polite')?.textContent

describe('one file', () => {
  test('dropped three times under three names is one reference, sent once, and the page says why', async () => {
    const studio = mount()
    const cat = await fixture('cat.jpg')
    const copies = ['cat.jpg', 'copy.jpg', 'again.jpg'].map((name, at) => new File([cat], name, { lastModified: at }))
    await studio.addReferences(copies)
    await phase(studio, 'ready')
    expect(names(studio)).toEqual(['cat.jpg'])
    expect(notes(studio)).toEqual(['The same file again counts once.'])
    expect(uploads()).toHaveLength(1)
    await studio.addReferences([new File([cat], 'later.jpg')])
    await drawn(studio)
    expect(names(studio)).toEqual(['cat.jpg'])
    expect(uploads()).toHaveLength(1)
  })

  test('that comes again is said to a screen reader, and nothing is said to be removed', async () => {
    const studio = mount()
    const cat = await fixture('cat.jpg')
    await studio.addReferences([cat])
    await phase(studio, 'ready')
    const said = appears(studio, () => spoken(studio)?.includes('here already') && spoken(studio))
    await studio.addReferences([cat])
    expect(await said).toBe('cat.jpg is here already, so it counts once.')
  })

  test('is known again in the JPEG that is made of it', async () => {
    const studio = mount()
    const file = gif()
    await studio.addReferences([file, new File([file], 'copy.gif')])
    await phase(studio, 'ready')
    expect(notes(studio)).toEqual(['Converted to JPEG', 'The same file again counts once.'])
    expect(uploads()).toHaveLength(1)
  })

  test('that failed is tried again when it is dropped again', async () => {
    const studio = mount()
    let broken = true
    held.worker.intercept(({ method, path }) =>
      broken && method === 'POST' && path === '/v1/references' ? new Response('', { status: 403 }) : undefined,
    )
    const cat = await fixture('cat.jpg')
    await studio.addReferences([cat])
    await appears(studio, () => part(studio, 'retry-button'))
    broken = false
    await studio.addReferences([cat])
    await phase(studio, 'ready')
    expect(names(studio)).toEqual(['cat.jpg'])
  })

  test('that the page had brought already counts once too', async () => {
    const cat = await fixture('cat.jpg')
    const digest = await crypto.subtle.digest('SHA-256', await cat.arrayBuffer())
    const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
    const record = { id: 'ref_9', status: 'ready', kind: 'image', bytes: cat.size, sha256, filename: 'sku.jpg' }
    held.worker.intercept(({ path }) => (path === '/v1/references/ref_9' ? Response.json(record) : undefined))
    const studio = mount({ 'reference-images': 'ref_9' })
    await phase(studio, 'ready')
    await studio.addReferences([cat])
    await drawn(studio)
    expect(names(studio)).toEqual(['sku.jpg'])
    expect(uploads()).toHaveLength(0)
  })
})

describe('the order', () => {
  const three = async () => {
    const studio = mount({ prompt: 'Image 1 meets Image 2' })
    await studio.addReferences([await fixture('cat.jpg'), await fixture('cup-turn.mp4'), await fixture('cup.jpg')])
    await phase(studio, 'ready')
    expect(calls(studio)).toEqual(['Image 1', 'Video 1', 'Image 2'])
    return studio
  }
  const sent = async (studio: RefreelStudio) => {
    await studio.generate()
    const { body } = await held.worker.arrival('POST', '/v1/generations')
    return (body as GenerationRequest).input
  }

  test('changes with the button: the names for the prompt follow, and so does what is sent', async () => {
    const studio = await three()
    const up = () => parts(studio, 'move-button').at(-1)
    expect(parts(studio, 'move-button')).toHaveLength(2)
    expect(up()?.getAttribute('aria-label')).toBe('Move cup.jpg up')
    up()?.focus()
    up()?.click()
    await appears(studio, () => names(studio)[1] === 'cup.jpg')
    await drawn(studio)
    expect(studio.shadowRoot?.activeElement).toBe(parts(studio, 'move-button')[0])
    expect(studio.shadowRoot?.activeElement?.getAttribute('aria-label')).toBe('Move cup.jpg up')
    parts(studio, 'move-button')[0]?.click()
    await appears(studio, () => names(studio)[0] === 'cup.jpg')
    expect(spoken(studio)).toBe('The prompt can call cup.jpg Image 1 now.')
    await appears(studio, () => studio.shadowRoot?.activeElement?.matches('[part~="call-name"]'))
    expect(calls(studio)).toEqual(['Image 1', 'Image 2', 'Video 1'])
    const cup = [...held.worker.uploads.uploads].find(([, { metadata }]) => metadata.filename === 'cup.jpg')?.[0]
    expect((await sent(studio))?.reference_images?.[0]).toBe(cup)
  })

  test('changes by dragging a row, which no drop zone takes for a file', async () => {
    const studio = await three()
    const rows = [...studio.renderRoot.querySelectorAll('li')]
    const dataTransfer = new DataTransfer()
    const drag = (row: number, type: string) =>
      rows[row]?.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true }))
    expect(rows.every(({ draggable }) => draggable)).toBe(true)
    drag(0, 'dragstart')
    expect(drag(2, 'dragover')).toBe(false)
    expect(piece(studio, 'drop-veil').hidden).toBe(true)
    const before = uploads().length
    drag(2, 'drop')
    await appears(studio, () => names(studio)[2] === 'cat.jpg')
    expect(calls(studio)).toEqual(['Video 1', 'Image 1', 'Image 2'])
    expect(uploads()).toHaveLength(before)
    // A drag that ends elsewhere is over: the next one over the list moves nothing.
    drag(0, 'dragstart')
    drag(0, 'dragend')
    expect(drag(1, 'dragover')).toBe(true)
  })

  test('of a single one can’t be changed', async () => {
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(part(studio, 'move-button')).toBeNull()
    expect(studio.renderRoot.querySelector('li')?.draggable).toBe(false)
  })
})

describe('a name in the prompt', () => {
  test('that no reference has is told, until there is one', async () => {
    const studio = mount({ prompt: 'Image 1 looks at Image 2' })
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(piece(studio, 'prompt').textContent).toContain('speaks of Image 2, which is not there')
    const added = event(studio, 'refreel-reference-added')
    await studio.addReferences([await fixture('cup.jpg')])
    await added
    await drawn(studio)
    expect(piece(studio, 'prompt').textContent).not.toContain('which is not there')
  })
})
