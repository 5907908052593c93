/** Uploads on bad lines: pauses, cuts, stalls, reloads and removals. */
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import { problem } from './fake-worker.ts'
import { appears, event, fixture, mount, part, parts, phase, piece, until, withWorker } from './stage.ts'

const held = withWorker()
const KEPT = 'refreel:https://refreel.test:site_demo:uploads'
const PART = 5 * 1024 * 1024

/** A picture of 12 MB: decoders ignore bytes after a JPEG's end. */
async function large(name = 'large.jpg', fill = 0): Promise<File> {
  const padding = new Uint8Array(12_000_000).fill(fill)
  return new File([await fixture('cat.jpg'), padding], name, { type: 'image/jpeg', lastModified: 1_700_000_000_000 })
}

/** A clip that is too large to be hashed whole: boxes called `free` may have any length. */
async function clip(name = 'long.mp4'): Promise<File> {
  const box = new Uint8Array(21_000_000)
  new DataView(box.buffer).setUint32(0, box.length)
  box.set(new TextEncoder().encode('free'), 4)
  return new File([await fixture('cup-turn.mp4'), box], name, { lastModified: 1_700_000_000_000 })
}

/** Divides every timeout by this factor until the test ends. */
function hurry(factor: number): void {
  const real = window.setTimeout.bind(window)
  vi.spyOn(window, 'setTimeout').mockImplementation(((run: () => void, ms = 0) =>
    real(run, ms / factor)) as typeof setTimeout)
}

afterEach(() => {
  held.worker.uploadGate = undefined
  vi.restoreAllMocks()
})

const patches = () => held.worker.sends('PATCH').map(({ offset, bytes }) => [offset, bytes])
const status = (studio: RefreelStudio) => part(studio, 'reference-status')?.textContent ?? ''
const asSent = async (file: File, id = 'ref_1') =>
  expect(await new Blob([await held.worker.uploads.whole(id)]).text()).toBe(await file.text())

/** Takes longer than a request would need to leave. */
const somethingElse = async () => createImageBitmap(await fixture('cup-4k.jpg'))

/** Every body stalls half-way, from request number `from` on. */
function standStill(from = 1): void {
  let count = 0
  held.worker.fate = ({ method, bytes }) => {
    if (method === 'PATCH') count += 1
    return method === 'PATCH' && count >= from ? { stall: Math.floor(bytes / 2) } : undefined
  }
}
const moveOn = () => {
  held.worker.fate = () => undefined
}

describe('sending', () => {
  test('three at a time, and the fourth when one of them is done', async () => {
    standStill()
    const studio = mount()
    const cat = await fixture('cat.jpg')
    await studio.addReferences(Array.from({ length: 5 }, (_, at) => new File([cat, String(at)], `cat-${at}.jpg`)))
    await held.worker.departure('PATCH', 3)
    await appears(studio, () =>
      parts(studio, 'reference-status')
        .map(({ textContent }) => textContent)
        .join()
        .includes('Waiting its turn,Waiting its turn'),
    )
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(3)
    moveOn()
    piece(studio, 'remove-button').click()
    await held.worker.departure('PATCH', 4)
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(4)
  })

  test('in requests of one part each, and the Worker has the very bytes', async () => {
    const studio = mount()
    const file = await large()
    await studio.addReferences([file])
    await phase(studio, 'ready')
    expect(patches()).toEqual([
      [0, PART],
      [PART, PART],
      [2 * PART, file.size - 2 * PART],
    ])
    await asSent(file)
  })

  test('what this visitor has stored before is not sent again', async () => {
    const studio = mount()
    const cat = await fixture('cat.jpg')
    await studio.addReferences([cat])
    await phase(studio, 'ready')
    piece(studio, 'remove-button').click()
    await phase(studio, 'empty')
    await studio.addReferences([new File([cat], 'the same.jpg')])
    await phase(studio, 'ready')
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(2)
    expect(patches()).toHaveLength(1)
  })

  test('"checking" until the Worker has said what it is, and never 100 %', async () => {
    held.worker.uploads.verdict = { status: 'checking' }
    const studio = mount()
    const seen = new Set<string>()
    await studio.addReferences([await fixture('cat.jpg')])
    await appears(studio, () => {
      seen.add(status(studio))
      return status(studio) === 'Checking …'
    })
    await held.worker.arrival('GET', '/v1/references/ref_1', 2)
    expect(status(studio)).toBe('Checking …')
    expect(studio.renderRoot.querySelector('refreel-progress')?.hasAttribute('aria-valuenow')).toBe(false)
    expect(studio.phase).toBe('uploading')
    held.worker.uploads.judge('ref_1', { status: 'ready' })
    await phase(studio, 'ready')
    expect([...seen].filter((text) => text.includes('100'))).toEqual([])
  })

  test('quarters of a large file are told politely', async () => {
    const studio = mount()
    const told: string[] = []
    const errors: string[] = []
    await appears(studio, () => part(studio, 'drop-area'))
    const listen = (id: string, into: string[]) => {
      const region = studio.renderRoot.querySelector(`#${id}`) as Element
      new MutationObserver(() => into.push(region.textContent ?? '')).observe(region, { childList: true })
    }
    listen('polite', told)
    listen('assertive', errors)
    await studio.addReferences([await large()])
    await phase(studio, 'ready')
    expect(told.join()).toMatch(/large\.jpg: (25|50|75)% sent/)
    expect(errors).toEqual([])
  })
})

describe('a pause', () => {
  test('stops the requests, and goes on at the right byte', async () => {
    const studio = mount()
    standStill(2)
    const file = await large()
    await studio.addReferences([file])
    await held.worker.departure('PATCH', 2)
    const button = await appears(studio, () => part(studio, 'pause-button'))
    expect(button.getAttribute('aria-label')).toBe('Pause large.jpg')
    button.focus()
    button.click()
    const again = await appears(studio, () => part(studio, 'resume-button'))
    expect(again.getAttribute('aria-label')).toBe('Continue large.jpg')
    expect(studio.shadowRoot?.activeElement).toBe(again)
    expect(status(studio)).toMatch(/^Paused/)
    moveOn()
    const before = held.worker.sent.length
    await somethingElse()
    expect(held.worker.sent).toHaveLength(before)
    again.click()
    await phase(studio, 'ready')
    expect(patches().slice(2)).toEqual([
      [PART, PART],
      [2 * PART, file.size - 2 * PART],
    ])
    await asSent(file)
  })

  test('before its turn keeps it from being sent, and makes room for the next', async () => {
    standStill()
    const studio = mount()
    const cat = await fixture('cat.jpg')
    await studio.addReferences(Array.from({ length: 5 }, (_, at) => new File([cat, String(at)], `cat-${at}.jpg`)))
    await held.worker.departure('PATCH', 3)
    await appears(studio, () => parts(studio, 'pause-button').length === 5)
    parts(studio, 'pause-button')[3]?.click()
    parts(studio, 'pause-button')[0]?.click()
    await held.worker.departure('PATCH', 4)
    const { metadata } = held.worker.uploads.uploads.get('ref_4') ?? {}
    expect(metadata?.filename).toBe('cat-4.jpg')
  })
})

describe('a bad line', () => {
  test('a cut is taken up where the Worker stands', async () => {
    hurry(20)
    held.worker.uploads.grain = 1_000_000
    let cuts = 0
    held.worker.fate = ({ method }) => (method === 'PATCH' && cuts++ === 1 ? { cut: 3_500_000 } : undefined)
    const studio = mount()
    const error = vi.fn()
    studio.addEventListener('refreel-error', error)
    const file = await large()
    await studio.addReferences([file])
    await appears(studio, () => status(studio).startsWith('Connection lost'))
    await phase(studio, 'ready')
    expect(patches()[2]?.[0]).toBe(PART + 3_000_000)
    await asSent(file)
    expect(error).not.toHaveBeenCalled()
  })

  test('requests get smaller while nothing comes through, so that the worst line gets there', async () => {
    hurry(50)
    held.worker.uploads.grain = PART
    held.worker.fate = ({ method, bytes }) => (method === 'PATCH' && bytes > 1_000_000 ? { cut: 900_000 } : undefined)
    const studio = mount()
    const file = await large()
    await studio.addReferences([file])
    await phase(studio, 'ready')
    expect(
      patches()
        .slice(0, 4)
        .map(([, bytes]) => bytes),
    ).toEqual([PART, PART / 2, PART / 4, PART / 8])
    await asSent(file)
  })

  test('one that stands still is said to, and tried again', async () => {
    hurry(100)
    standStill(2)
    const studio = mount()
    const file = await large()
    await studio.addReferences([file])
    await appears(studio, () => status(studio).startsWith('Nothing is moving'))
    moveOn()
    await phase(studio, 'ready')
    expect(patches()[2]?.[0]).toBe(PART)
    await asSent(file)
  })

  test.each([409, 423, 500, 503])('a %d on the way is asked about and sent again', async (code) => {
    hurry(20)
    held.worker.once('PATCH', '/v1/references/ref_1', () => new Response('', { status: code }))
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(held.worker.sends('HEAD')).toHaveLength(2)
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(1)
  })

  test('a creation without an answer is sent again', async () => {
    hurry(20)
    held.worker.once('POST', '/v1/references', () => new Error('cut'))
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(2)
  })

  test('a Worker that stays broken is said, with a way to try again', async () => {
    hurry(200)
    const stop = held.worker.intercept(({ method }) => (method === 'PATCH' ? problem('internal-error') : undefined))
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    const retry = await appears(studio, () => part(studio, 'retry-button'))
    expect(retry.getAttribute('aria-label')).toBe('Try again: cat.jpg')
    stop()
    retry.click()
    await phase(studio, 'ready')
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(1)
  })

  test('a quota that is used up is said at once', async () => {
    held.worker.once('POST', '/v1/references', () => problem('quota-exceeded'))
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await appears(studio, () => part(studio, 'reference-problem')?.textContent?.includes('as much as you can today'))
  })

  test('offline is said, asks nothing, and goes on by itself', async () => {
    standStill(2)
    const studio = mount()
    const file = await large()
    await studio.addReferences([file])
    await held.worker.departure('PATCH', 2)
    dispatchEvent(new Event('offline'))
    await appears(studio, () => status(studio).startsWith('Connection lost'))
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('connection is lost'))
    moveOn()
    const before = held.worker.seen.length
    await somethingElse()
    expect(held.worker.seen).toHaveLength(before)
    dispatchEvent(new Event('online'))
    await phase(studio, 'ready')
    expect(patches()[2]?.[0]).toBe(PART)
    await asSent(file)
  })
})

/** Sends one part, stalls, and leaves the page, as a reload does. */
async function leaveAfterOnePart(file: File): Promise<void> {
  standStill(2)
  const studio = mount()
  await studio.addReferences([file])
  await held.worker.departure('PATCH', 2)
  studio.remove()
  moveOn()
}

describe('after a reload', () => {
  test.each([
    ['a picture', large],
    ['a clip', clip],
  ])('the same file chosen again goes on at the right byte: %s', async (_, make) => {
    await leaveAfterOnePart(await make())
    const file = await make()
    const studio = mount()
    await studio.addReferences([file])
    await phase(studio, 'ready')
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(1)
    expect(patches()[2]?.[0]).toBe(PART)
    await asSent(file)
    expect(localStorage.getItem(KEPT)).toBeNull()
  })

  test('another file of the same name, size and date does not', async () => {
    await leaveAfterOnePart(await large())
    const studio = mount()
    const other = await large('large.jpg', 1)
    await studio.addReferences([other])
    await phase(studio, 'ready')
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(2)
    await asSent(other, 'ref_2')
  })

  test('one that the Worker has thrown away starts anew', async () => {
    await leaveAfterOnePart(await large())
    held.worker.uploads.references.delete('ref_1')
    const studio = mount()
    await studio.addReferences([await large()])
    await phase(studio, 'ready')
    await asSent(await large(), 'ref_2')
  })

  test('one that is over by its date is not asked about', async () => {
    await leaveAfterOnePart(await large())
    localStorage.setItem(KEPT, (localStorage.getItem(KEPT) ?? '').replace(/"until":\d+/, '"until":1'))
    const studio = mount()
    await studio.addReferences([await large()])
    await phase(studio, 'ready')
    expect(held.worker.sends('HEAD').map(({ path }) => path)).toEqual(['/v1/references/ref_1', '/v1/references/ref_2'])
  })

  test('somebody else’s is left alone', async () => {
    await leaveAfterOnePart(await large())
    localStorage.setItem(KEPT, (localStorage.getItem(KEPT) ?? '').replace('sub_1', 'sub_2'))
    const studio = mount()
    await studio.addReferences([await large()])
    await phase(studio, 'ready')
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(2)
  })

  test('one whose bytes have all arrived goes straight to "checking"', async () => {
    held.worker.uploads.verdict = { status: 'checking' }
    const first = mount()
    await first.addReferences([await fixture('cat.jpg')])
    const file = new File([await fixture('cat.jpg')], 'cat.jpg', { lastModified: 1 })
    await held.worker.arrival('GET', '/v1/references/ref_1')
    first.remove()
    const sent = patches().length
    localStorage.setItem(KEPT, (localStorage.getItem(KEPT) ?? '').replace(/(cat\.jpg\|\d+\|)\d+/, '$11'))
    const studio = mount()
    await studio.addReferences([file])
    await appears(studio, () => status(studio) === 'Checking …')
    held.worker.uploads.judge('ref_1', { status: 'ready' })
    await phase(studio, 'ready')
    expect(patches()).toHaveLength(sent)
  })

  test('the same file in two studios of a page is two uploads', async () => {
    standStill()
    for (const studio of [mount(), mount()]) await studio.addReferences([await large()])
    await held.worker.departure('PATCH', 2)
    expect(new Set(held.worker.sends('PATCH').map(({ path }) => path)).size).toBe(2)
  })

  test('storage that throws breaks nothing', async () => {
    const refuse = () => {
      throw new DOMException('', 'SecurityError')
    }
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(refuse)
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse)
    vi.spyOn(Storage.prototype, 'removeItem').mockImplementation(refuse)
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
  })
})

describe('leaving', () => {
  test('an element that is taken out pauses quietly, and goes on where it is put back', async () => {
    standStill(2)
    const studio = mount()
    const error = vi.fn()
    studio.addEventListener('refreel-error', error)
    const file = await large()
    await studio.addReferences([file])
    await held.worker.departure('PATCH', 2)
    studio.remove()
    moveOn()
    const before = held.worker.sent.length
    await somethingElse()
    expect(held.worker.sent).toHaveLength(before)
    document.body.append(studio)
    await phase(studio, 'ready')
    expect(patches()[2]?.[0]).toBe(PART)
    await asSent(file)
    expect(error).not.toHaveBeenCalled()
  })

  test('what is removed on its way is deleted on the Worker, and not remembered', async () => {
    standStill(2)
    const studio = mount()
    await studio.addReferences([await large()])
    await held.worker.departure('PATCH', 2)
    ;(await appears(studio, () => part(studio, 'remove-button'))).click()
    await held.worker.arrival('DELETE', '/v1/references/ref_1')
    expect(localStorage.getItem(KEPT)).toBeNull()
    expect(held.worker.uploads.references.size).toBe(0)
  })

  test('what is removed while its creation is on the way is deleted when it has its address', async () => {
    const studio = mount()
    await phase(studio, 'empty')
    const added = held.worker.arrival('POST', '/v1/references').then(() => piece(studio, 'remove-button').click())
    await studio.addReferences([await fixture('cat.jpg')])
    await added
    await held.worker.arrival('DELETE', '/v1/references/ref_1')
  })

  test('what is removed without a network is deleted when there is one', async () => {
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    let offline = true
    held.worker.intercept(({ method }) => (offline && method === 'DELETE' ? new Error('offline') : undefined))
    dispatchEvent(new Event('offline'))
    const removed = event(studio, 'refreel-reference-removed')
    piece(studio, 'remove-button').click()
    await removed
    await held.worker.arrival('DELETE', '/v1/references/ref_1')
    expect(held.worker.uploads.references.size).toBe(1)
    studio.remove()
    offline = false
    // The next visit sends the owed deletion, although no file is chosen.
    mount()
    await held.worker.arrival('DELETE', '/v1/references/ref_1', 2)
    await until(() => localStorage.getItem('refreel:https://refreel.test:site_demo:removals') === null)
    expect(held.worker.uploads.references.size).toBe(0)
  })
})
