/** How references come in, what is refused before a byte is sent, and how they leave. */
import { describe, expect, test, vi } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import { problem } from './fake-worker.ts'
import { appears, event, fixture, mount, part, parts, phase, piece, readyStudio, until, withWorker } from './stage.ts'

const held = withWorker()
const uploads = () => held.worker.requests('POST', '/v1/references')

function transfer(files: File[]): DataTransfer {
  const data = new DataTransfer()
  for (const file of files) data.items.add(file)
  return data
}

const problems = (studio: RefreelStudio) => parts(studio, 'reference-problem').map(({ textContent }) => textContent)

describe('adding', () => {
  test('a file is announced with its name, the type of its bytes and its digest, and sent', async () => {
    const studio = mount()
    const added = event(studio, 'refreel-reference-added')
    await studio.addReferences([await fixture('cat.png', 'Kätzchen.jpeg')])
    expect((await added).detail).toMatchObject({ name: 'Kätzchen.jpeg', kind: 'image' })
    await phase(studio, 'ready')
    expect(uploads()).toHaveLength(1)
    const metadata = uploads()[0]?.headers.get('upload-metadata') ?? ''
    expect(metadata).toContain(`filetype ${btoa('image/png')}`)
    expect(uploads()[0]?.headers.get('tus-resumable')).toBe('1.0.0')
    const { metadata: told } = held.worker.uploads.uploads.get('ref_1') ?? {}
    expect(told).toMatchObject({ filename: 'Kätzchen.jpeg', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
    const bytes = await (await fixture('cat.png')).arrayBuffer()
    expect(held.worker.sends('PATCH')).toEqual([
      { method: 'PATCH', path: '/v1/references/ref_1', offset: 0, bytes: bytes.byteLength },
    ])
    expect(new Uint8Array(await held.worker.uploads.whole('ref_1'))).toEqual(new Uint8Array(bytes))
  })

  test('what has no name gets one', async () => {
    const studio = mount()
    await studio.addReferences([new Blob([await fixture('cat.jpg')]) as File, new Blob(['no picture']) as File])
    await phase(studio, 'ready')
    expect(parts(studio, 'reference-name').map(({ textContent }) => textContent)).toEqual(['file', 'file'])
    expect(held.worker.uploads.uploads.get('ref_1')?.metadata.filename).toBe('file')
  })

  test('the file chooser offers exactly what the model takes', () => {
    const studio = mount()
    return appears(studio, () => studio.renderRoot.querySelector<HTMLInputElement>('#file-input')).then((input) => {
      expect(input.accept.split(',').sort()).toEqual(
        ['image/bmp', 'image/jpeg', 'image/png', 'image/webp', 'video/mp4', 'video/quicktime'].sort(),
      )
      expect(input.multiple).toBe(true)
      expect(input.hasAttribute('capture')).toBe(false)
    })
  })

  test('files of the chooser are added, and the same one can be chosen again', async () => {
    const studio = mount()
    const input = await appears(studio, () => studio.renderRoot.querySelector<HTMLInputElement>('#file-input'))
    input.files = transfer([await fixture('cat.jpg')]).files
    input.dispatchEvent(new Event('change', { bubbles: true }))
    await phase(studio, 'ready')
    expect(input.value).toBe('')
  })

  test('the camera has a button of its own, unless it is left out', async () => {
    const studio = mount()
    await appears(studio, () => part(studio, 'camera-button'))
    expect(studio.renderRoot.querySelector<HTMLInputElement>('#camera-input')?.getAttribute('capture')).toBe(
      'environment',
    )
    const without = mount({ 'without-camera': '' })
    await appears(without, () => part(without, 'drop-area'))
    expect(part(without, 'camera-button')).toBeNull()
  })

  test('dropped files are taken anywhere on the studio, and hovering is announced', async () => {
    const studio = mount()
    await appears(studio, () => part(studio, 'drop-area'))
    const files = transfer([await fixture('cat.jpg')])
    const drag = (type: string) =>
      studio.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }))
    expect(drag('dragenter')).toBe(false)
    await appears(studio, () => part(studio, 'drop-veil')?.hidden === false)
    expect(studio.renderRoot.querySelector('#polite')?.textContent).toContain('Let go')
    expect(drag('drop')).toBe(false)
    await phase(studio, 'ready')
    expect(piece(studio, 'drop-veil').hidden).toBe(true)
  })

  test('a drag without files is none of our business', async () => {
    const studio = mount()
    await appears(studio, () => part(studio, 'drop-area'))
    const data = new DataTransfer()
    data.setData('text/plain', 'hello')
    expect(studio.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, cancelable: true }))).toBe(true)
  })

  test('pasted pictures are taken, pasted text is left to the field', async () => {
    const studio = mount()
    await appears(studio, () => part(studio, 'drop-area'))
    const text = new DataTransfer()
    text.setData('text/plain', 'hello')
    expect(studio.dispatchEvent(new ClipboardEvent('paste', { clipboardData: text, cancelable: true }))).toBe(true)
    const clipboardData = transfer([await fixture('cat.jpg')])
    expect(studio.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }))).toBe(false)
    await phase(studio, 'ready')
  })

  test('progress is told while bytes go out, then checking, then ready', async () => {
    let open = () => {}
    held.worker.uploadGate = new Promise((resolve) => {
      open = resolve
    })
    const studio = mount()
    const half = event(studio, 'refreel-upload-progress', ({ detail }) => detail.fraction === 0.5)
    await studio.addReferences([await fixture('cat.jpg')])
    await half
    const bar = await appears(studio, () => studio.renderRoot.querySelector('refreel-progress[aria-valuenow="50"]'))
    expect(bar.getAttribute('aria-label')).toBe('Sending cat.jpg')
    expect(studio.phase).toBe('uploading')
    open()
    await phase(studio, 'ready')
    expect(studio.renderRoot.querySelector('refreel-progress')).toBeNull()
  })

  test('pictures and clips are counted apart, and a tap puts the name where the cursor is', async () => {
    const studio = mount({ prompt: 'Look at  turning' })
    await studio.addReferences([await fixture('cup-turn.mp4'), await fixture('cat.jpg'), await fixture('cup.jpg')])
    await phase(studio, 'ready')
    expect(parts(studio, 'call-name').map(({ textContent }) => textContent?.trim())).toEqual([
      'Video 1',
      'Image 1',
      'Image 2',
    ])
    const field = piece<HTMLTextAreaElement>(studio, 'prompt-input')
    field.setSelectionRange(8, 8)
    parts(studio, 'call-name')[0]?.click()
    expect(field.value).toBe('Look at Video 1 turning')
  })
})

describe('what a video was made of', () => {
  test('stays at the Worker when it is removed here, so that the video can be made once more', async () => {
    const studio = await readyStudio()
    await studio.generate()
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    ;(await appears(studio, () => part(studio, 'another-button'))).click()
    await phase(studio, 'ready')
    await studio.addReferences([await fixture('cup.jpg')])
    await phase(studio, 'ready')
    for (const button of parts(studio, 'remove-button').reverse()) button.click()
    await held.worker.arrival('DELETE', '/v1/references/ref_2')
    expect(held.worker.requests('DELETE', '/v1/references/ref_1')).toEqual([])
  })
})

describe('refusing', () => {
  test('the sixth reference, with the reason beside it', async () => {
    const studio = mount()
    const refused = event(studio, 'refreel-error')
    const cat = await fixture('cat.jpg')
    await studio.addReferences(Array.from({ length: 6 }, (_, at) => new File([cat, String(at)], `cat-${at + 1}.jpg`)))
    expect((await refused).detail).toMatchObject({ code: 'too-many', name: 'cat-6.jpg' })
    await phase(studio, 'ready')
    expect(problems(studio)).toEqual(['There is room for 5 pictures and clips. Remove one first.'])
    expect(uploads()).toHaveLength(5)
  })

  test('what found no room has the first place that gets free', async () => {
    const studio = mount()
    const cat = await fixture('cat.jpg')
    await studio.addReferences(Array.from({ length: 7 }, (_, at) => new File([cat, String(at)], `cat-${at + 1}.jpg`)))
    await phase(studio, 'ready')
    expect(problems(studio)).toHaveLength(2)
    parts(studio, 'remove-button')[0]?.click()
    await appears(studio, () => problems(studio).length === 1)
    await phase(studio, 'ready')
    expect(uploads()).toHaveLength(6)
    expect(held.worker.uploads.uploads.get('ref_6')?.metadata.filename).toBe('cat-6.jpg')
  })

  test('what found no room has the place too that a refusal frees', async () => {
    const studio = mount({ prompt: 'They dance' })
    const cat = await fixture('cat.jpg')
    await studio.addReferences(Array.from({ length: 6 }, (_, at) => new File([cat, String(at)], `cat-${at + 1}.jpg`)))
    await phase(studio, 'ready')
    const errors = [{ pointer: '/input/reference_images/0', detail: 'x', code: 'unknown-reference' }]
    held.worker.once('POST', '/v1/generations', () => problem('invalid-input', { errors }))
    await studio.generate()
    await until(() => uploads().length === 6)
    await phase(studio, 'ready')
    expect(problems(studio)).toEqual(['It is not kept any more. Please add it again.'])
  })

  test('of what the page brings, the page hears of each that is there, with its kind, and of no other', async () => {
    const heard: string[] = []
    const missing = 'ref_gone'
    held.worker.intercept(({ path }) => {
      const [, id] = /^.v1.references.(ref_\w+)$/.exec(path) ?? []
      if (!id || id === missing) return undefined
      return Response.json({ id, status: 'ready', kind: 'video', bytes: 9, filename: 'turn.mp4', duration: 3 })
    })
    const note = (event: Event) => {
      const { name, kind, code } = (event as CustomEvent<{ name: string; kind?: string; code?: string }>).detail
      heard.push([event.type, name, kind ?? code].join(' '))
    }
    const types = ['refreel-reference-added', 'refreel-reference-removed', 'refreel-error']
    for (const type of types) document.body.addEventListener(type, note)
    const studio = mount({ 'reference-videos': `ref_turn ${missing}` })
    studio.referenceImages = ['']
    await appears(studio, () => problems(studio).length === 1)
    await phase(studio, 'ready')
    await until(() => heard.length > 1)
    for (const type of types) document.body.removeEventListener(type, note)
    expect(heard.sort()).toEqual(['refreel-error ref_gone not-found', 'refreel-reference-added turn.mp4 video'])
    expect(parts(studio, 'reference')).toHaveLength(2)
  })

  test('a text called .jpg, before any request', async () => {
    const studio = mount()
    await studio.addReferences([new File(['just words, no picture'], 'holiday.jpg', { type: 'image/jpeg' })])
    await appears(studio, () => problems(studio)[0]?.includes('can’t be used'))
    expect(uploads()).toHaveLength(0)
    expect(studio.phase).toBe('empty')
  })

  test('a picture that is too small', async () => {
    const canvas = new OffscreenCanvas(100, 300)
    canvas.getContext('2d')?.fillRect(0, 0, 100, 300)
    const studio = mount()
    await studio.addReferences([new File([await canvas.convertToBlob()], 'tiny.png')])
    await appears(studio, () => problems(studio)[0]?.includes('240 px'))
    expect(uploads()).toHaveLength(0)
  })

  test('a clip that is too long', async () => {
    const duration = vi.spyOn(HTMLMediaElement.prototype, 'duration', 'get').mockReturnValue(31)
    const studio = mount()
    await studio.addReferences([await fixture('cup-turn.mp4')])
    duration.mockRestore()
    await appears(studio, () => problems(studio)[0]?.includes('30 seconds at most'))
    expect(uploads()).toHaveLength(0)
  })

  test('a picture that starts right and ends nowhere', async () => {
    const studio = mount()
    await studio.addReferences([new File([(await fixture('cat.jpg')).slice(0, 40)], 'broken.jpg')])
    await appears(studio, () => problems(studio)[0]?.includes('damaged'))
  })

  test('clips, where the site takes none', async () => {
    held.worker.site = { ...held.worker.site, limits: { ...held.worker.site.limits, reference_videos: false } }
    const studio = mount()
    await appears(studio, () => studio.renderRoot.querySelector('#file-input:not([accept*="video"])'))
    await studio.addReferences([await fixture('cup-turn.mp4')])
    await appears(studio, () => problems(studio)[0] === 'Only pictures can be used here.')
  })

  test('what the Worker rejects is told in the same words', async () => {
    held.worker.uploads.verdict = { status: 'rejected', problem: { code: 'corrupt', detail: 'x' } }
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await appears(studio, () => problems(studio)[0]?.includes('damaged'))
    expect(studio.phase).toBe('empty')
  })
})

describe('removing', () => {
  test('takes it from the list and from the Worker, and hands the focus on', async () => {
    const studio = await readyStudio()
    await studio.addReferences([await fixture('cup.jpg')])
    await phase(studio, 'ready')
    const removed = event(studio, 'refreel-reference-removed')
    const [first] = parts(studio, 'remove-button')
    first?.focus()
    first?.click()
    expect((await removed).detail.name).toBe('cat.jpg')
    await held.worker.arrival('DELETE', '/v1/references/ref_1')
    await appears(studio, () => parts(studio, 'reference').length === 1)
    expect(parts(studio, 'call-name')[0]?.textContent?.trim()).toBe('Image 1')
    expect(studio.shadowRoot?.activeElement?.getAttribute('aria-label')).toBe('Remove cup.jpg')
    parts(studio, 'remove-button')[0]?.click()
    await phase(studio, 'empty')
    await appears(studio, () => studio.shadowRoot?.activeElement?.matches('[part~="add-button"]'))
  })

  test('while it is sent stops the sending', async () => {
    held.worker.uploadGate = new Promise(() => {})
    const studio = mount()
    const half = event(studio, 'refreel-upload-progress')
    await studio.addReferences([await fixture('cat.jpg')])
    await half
    await appears(studio, () => part(studio, 'remove-button'))
    piece(studio, 'remove-button').click()
    await phase(studio, 'empty')
    await held.worker.arrival('DELETE', '/v1/references/ref_1')
    expect(held.worker.requests('PATCH', '/v1/references/ref_1')).toHaveLength(0)
  })
})
