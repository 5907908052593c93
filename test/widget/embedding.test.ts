/** Promises to pages that embed the elements: when they load, their methods and events, and strict policies. */
import { describe, expect, test, vi } from 'vitest'
import { define, RefreelElement } from '../../widget/elements/element.ts'
import { ENDPOINT, FakeWorker } from './fake-worker.ts'
import { appears, fixture, fixtureUrl, mount, part, phase, readyStudio, until, VERSION, withWorker } from './stage.ts'

const held = withWorker()

describe('loading twice', () => {
  test('the same version is silent, another one warns with both versions, neither throws', () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    define('refreel-studio', class extends RefreelElement {})
    expect(warned).not.toHaveBeenCalled()
    define(
      'refreel-studio',
      class extends RefreelElement {
        static override readonly version = '9.9.9'
      },
    )
    expect(warned).toHaveBeenCalledOnce()
    expect(String(warned.mock.calls[0]?.[0])).toContain('9.9.9')
    expect(String(warned.mock.calls[0]?.[0])).toContain(VERSION)
    warned.mockRestore()
  })
})

describe('quiet', () => {
  test('no request before the studio is near the view', async () => {
    const far = document.createElement('div')
    far.style.height = '5000px'
    document.body.append(far)
    const studio = mount()
    // Another studio in view has asked by then.
    const near = document.createElement('div')
    document.body.prepend(near)
    const other = document.createElement('refreel-studio')
    Object.assign(other, { site: 'site_near', endpoint: ENDPOINT })
    near.append(other)
    await held.worker.arrival('POST', '/v1/sessions')
    expect(held.worker.seen.map(({ body }) => body)).toEqual([{ site: 'site_near' }])
    studio.scrollIntoView()
    expect((await held.worker.arrival('POST', '/v1/sessions', 2)).body).toEqual({ site: 'site_demo' })
  })

  test('a studio that no site was given to says so; one that comes later is as good', async () => {
    const studio = mount({ site: '' })
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('a site that does not exist'))
    expect(part(studio, 'composer')).toBeNull()
    expect(held.worker.seen).toEqual([])
    studio.site = 'site_demo'
    await appears(studio, () => part(studio, 'drop-area'))
    expect(part(studio, 'notice')).toBeNull()
  })

  test('what is asked of a studio before it is on the page is done once it is there', async () => {
    const studio = document.createElement('refreel-studio')
    Object.assign(studio, { site: 'site_early', endpoint: ENDPOINT, prompt: 'Image 1 purrs' })
    const added = studio.addReferences([await fixture('cat.jpg')])
    expect(held.worker.requests('POST', '/v1/sessions').map(({ body }) => body)).not.toContainEqual({
      site: 'site_early',
    })
    document.body.append(studio)
    await added
    await phase(studio, 'ready')
  })

  test('a framework that sets nothing where it knows nothing breaks nothing', async () => {
    const studio = mount()
    const nothing = { referenceImages: undefined, referenceVideos: null, variables: null, metadata: undefined }
    Object.assign(studio, nothing, { prompt: null, preset: undefined, session: null, texts: null, duration: null })
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    Object.assign(studio, { referenceImages: null, prompt: 'Image 1 purrs' })
    await studio.updateComplete
    expect(await studio.generate()).toMatchObject({ status: 'queued' })
  })

  test('a site that is taken away leaves nothing of its run on the stage', async () => {
    const studio = await readyStudio()
    await studio.generate()
    await phase(studio, 'queued')
    studio.removeAttribute('site')
    await phase(studio, 'empty')
    expect(part(studio, 'notice')?.textContent).toContain('a site that does not exist')
  })

  test('a network that came back while it was off the page is known when it is back', async () => {
    const studio = await readyStudio()
    dispatchEvent(new Event('offline'))
    await appears(studio, () => part(studio, 'notice')?.textContent?.includes('connection is lost'))
    studio.remove()
    await new Promise((resolve) => queueMicrotask(() => resolve(undefined)))
    document.body.append(studio)
    await appears(studio, () => part(studio, 'notice') === null)
  })

  test('a customer whom the page comes to know later is who makes the video', async () => {
    const studio = await readyStudio()
    studio.session = async () => 'own-token'
    await studio.updateComplete
    await phase(studio, 'ready')
    await studio.generate()
    const [made] = held.worker.requests('POST', '/v1/generations')
    expect(made?.headers.get('authorization')).toBe('Bearer own-token')
  })

  test('a run that goes on is not lost by that: the customer comes after it', async () => {
    const studio = await readyStudio()
    await studio.generate()
    studio.session = async () => 'own-token'
    await studio.updateComplete
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    studio.reset()
    await phase(studio, 'empty')
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    await studio.generate()
    const tokens = held.worker.requests('POST', '/v1/generations').map(({ headers }) => headers.get('authorization'))
    expect(tokens).toEqual(['Bearer token-1', 'Bearer own-token'])
  })

  test('numbers as values of placeholders are texts', async () => {
    const studio = await readyStudio({ preset: 'spin' })
    Object.assign(studio, { variables: { product: 42 } })
    await studio.updateComplete
    expect((await studio.generate())?.status).toBe('queued')
    expect(held.worker.requests('POST', '/v1/generations')[0]?.body).toMatchObject({ variables: { product: '42' } })
  })

  test('a studio that is taken off the page while it asks for a run follows none until it is back', async () => {
    const studio = await readyStudio()
    const making = studio.generate()
    studio.remove()
    await making
    await held.worker.arrival('POST', '/v1/generations')
    expect(held.worker.seen.filter(({ path }) => path.endsWith('/events'))).toEqual([])
    document.body.append(studio)
    await held.worker.arrival('GET', '/v1/generations/gen_1/events')
    held.worker.advance('succeeded')
    await phase(studio, 'done')
  })

  test('a studio that is moved within the page keeps its session', async () => {
    const studio = mount({ prompt: 'x' })
    await held.worker.arrival('POST', '/v1/sessions')
    const box = document.createElement('div')
    document.body.append(box)
    box.append(studio)
    await appears(studio, () => part(studio, 'drop-area'))
    expect(held.worker.requests('POST', '/v1/sessions')).toHaveLength(1)
  })

  test('slots replace what a page wants to say itself', async () => {
    const studio = mount()
    studio.innerHTML = '<h3 slot="heading">Star in our ad</h3><p slot="empty">Show us your cup</p>'
    const slot = await appears(studio, () => studio.renderRoot.querySelector<HTMLSlotElement>('slot[name=empty]'))
    expect(slot.assignedElements()[0]?.textContent).toBe('Show us your cup')
  })

  test('parts of every piece can be reached by the page’s styles', async () => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('refreel-studio::part(add-button) { letter-spacing: 3px }')
    document.adoptedStyleSheets = [sheet]
    const studio = mount()
    const button = await appears(studio, () => part(studio, 'add-button'))
    expect(getComputedStyle(button).letterSpacing).toBe('3px')
    document.adoptedStyleSheets = []
  })

  test('colours follow the page’s colour scheme', async () => {
    const studio = mount()
    const frame = await appears(studio, () => part(studio, 'frame'))
    document.documentElement.style.colorScheme = 'light'
    const light = getComputedStyle(frame).backgroundColor
    document.documentElement.style.colorScheme = 'dark'
    expect(getComputedStyle(frame).backgroundColor).not.toBe(light)
    document.documentElement.style.colorScheme = ''
  })
})

describe('a strict page', () => {
  const POLICY = [
    `default-src 'self'`,
    `style-src 'self'`,
    `script-src 'self' 'nonce-test'`,
    `connect-src 'self' ${ENDPOINT}`,
    `img-src 'self' ${ENDPOINT} blob:`,
    `media-src 'self' ${ENDPOINT} blob:`,
    `require-trusted-types-for 'script'`,
  ].join('; ')

  test('has nothing to object to, from the first picture to the video', { timeout: 60_000 }, async () => {
    const frame = document.createElement('iframe')
    frame.width = '900'
    frame.height = '900'
    frame.srcdoc = `<!doctype html><html lang="en"><meta http-equiv="Content-Security-Policy" content="${POLICY}">
      <title>A strict page</title><body></body></html>`
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
    document.body.append(frame)
    await loaded
    const inner = frame.contentWindow as Window & typeof globalThis
    const page = inner.document
    const violations: string[] = []
    page.addEventListener('securitypolicyviolation', (event) => {
      violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`)
    })
    const worker = new FakeWorker()
    worker.videoUrl = fixtureUrl('cup-turn.mp4')
    const restore = worker.install(inner)

    // The test runner rewrites dynamic imports to go through an object of its own.
    Object.assign(inner, { __vitest_browser_runner__: Reflect.get(window, '__vitest_browser_runner__') })

    // The policy is at work: a violation is reported.
    page.body.setAttribute('style', 'color: red')
    await until(() => violations.length === 1)
    violations.length = 0

    const script = page.createElement('script')
    script.type = 'module'
    script.nonce = 'test'
    // Trusted Types are asked for, and a policy of the page's own says which script it means.
    const policy = (inner as unknown as TrustedTypesWindow).trustedTypes.createPolicy('page', {
      createScriptURL: (url) => url,
    })
    script.src = policy.createScriptURL(new URL('../../widget/index.ts', import.meta.url).href) as string
    page.head.append(script)
    await inner.customElements.whenDefined('refreel-studio')
    const studio = page.createElement('refreel-studio')
    for (const [name, value] of Object.entries({
      site: 'site_demo',
      endpoint: ENDPOINT,
      prompt: 'x',
      'require-consent': '',
    })) {
      studio.setAttribute(name, value)
    }
    page.body.append(studio)
    await until(() => studio.shadowRoot?.querySelector('[part~=drop-area]'))
    const bytes = await (await inner.fetch(fixtureUrl('cat.jpg'))).blob()
    await studio.addReferences([new inner.File([bytes], 'cat.jpg'), new inner.File(['x'], 'no.jpg')])
    await until(() => studio.phase === 'ready')
    studio.shadowRoot?.querySelector<HTMLInputElement>('.consent input')?.click()
    await studio.updateComplete
    await studio.generate()
    worker.advance('processing', { progress: { fraction: 0.5 } })
    await until(() => studio.phase === 'generating')
    worker.advance('succeeded')
    await until(() => studio.shadowRoot?.querySelector('refreel-player')?.shadowRoot?.querySelector('video'))
    await studio.play().catch(() => {})
    const player = page.createElement('refreel-player')
    for (const name of ['generate-schema', 'preview-loop', 'controls']) player.setAttribute(name, '')
    Object.assign(player, { endpoint: ENDPOINT, video: 'vid_1' })
    worker.loopUrl = fixtureUrl('cup-turn.mp4')
    page.body.prepend(player)
    inner.scrollTo(0, 0)
    await until(() => page.head.querySelector('script[type="application/ld+json"]')?.textContent)
    await until(() => player.shadowRoot?.querySelector('[part=loop]'))
    restore()
    expect(violations).toEqual([])
  })
})

interface TrustedTypesWindow {
  trustedTypes: {
    createPolicy(
      name: string,
      rules: { createScriptURL: (url: string) => string },
    ): { createScriptURL(url: string): unknown }
  }
}
