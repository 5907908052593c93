/** What a page may rely on when it embeds the elements. */
import { describe, expect, test, vi } from 'vitest'
import { define, RefreelElement } from '../../widget/elements/element.ts'
import { ENDPOINT, FakeWorker } from './fake-worker.ts'
import { appears, fixtureUrl, mount, part, VERSION, withWorker } from './stage.ts'

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
    // Another one in view has asked by then.
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

    // The test runner has rewritten dynamic imports to go through an object of its own.
    Object.assign(inner, { __vitest_browser_runner__: Reflect.get(window, '__vitest_browser_runner__') })

    // The policy is at work: what it forbids is noticed.
    page.body.setAttribute('style', 'color: red')
    await vi.waitUntil(() => violations.length === 1)
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
    await vi.waitUntil(() => studio.shadowRoot?.querySelector('[part~=drop-area]'), { timeout: 10_000 })
    const bytes = await (await inner.fetch(fixtureUrl('cat.jpg'))).blob()
    await studio.addReferences([new inner.File([bytes], 'cat.jpg'), new inner.File(['x'], 'no.jpg')])
    await vi.waitUntil(() => studio.phase === 'ready', { timeout: 20_000 })
    studio.shadowRoot?.querySelector<HTMLInputElement>('.consent input')?.click()
    await studio.updateComplete
    await studio.generate()
    worker.advance('processing', { progress: { fraction: 0.5 } })
    await vi.waitUntil(() => studio.phase === 'generating')
    worker.advance('succeeded')
    await vi.waitUntil(() => studio.shadowRoot?.querySelector('refreel-player')?.shadowRoot?.querySelector('video'))
    await studio.play().catch(() => {})
    const player = page.createElement('refreel-player')
    for (const name of ['generate-schema', 'preview-loop', 'controls']) player.setAttribute(name, '')
    Object.assign(player, { endpoint: ENDPOINT, video: 'vid_1' })
    worker.loopUrl = fixtureUrl('cup-turn.mp4')
    page.body.prepend(player)
    inner.scrollTo(0, 0)
    await vi.waitUntil(() => page.head.querySelector('script[type="application/ld+json"]')?.textContent)
    await vi.waitUntil(() => player.shadowRoot?.querySelector('[part=loop]'))
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
