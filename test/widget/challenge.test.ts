/** A site's challenge: loaded when the Worker asks for it, shown where the visitor has to act, and gone once it is passed. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import type { Challenge } from '../../worker/contract/session.ts'
import { FakeTurnstile, type Shown } from './fake-turnstile.ts'
import { problem } from './fake-worker.ts'
import { appears, drawn, fixture, mount, part, parts, phase, piece, until, withWorker } from './stage.ts'

const held = withWorker()
const CHALLENGE: Challenge = { provider: 'turnstile', site_key: '0x4AAAAAAAfakesitekey' }

let turnstile: FakeTurnstile
beforeEach(() => {
  turnstile = new FakeTurnstile()
  window.turnstile = turnstile
  held.worker.intercept(({ path, body }) => {
    if (path !== '/v1/sessions') return undefined
    const { challenge } = body as { challenge?: string }
    if (challenge === undefined) return problem('challenge-required', { challenge: CHALLENGE })
    return challenge === 'passed' ? undefined : problem('challenge-failed', { challenge: CHALLENGE })
  })
})
afterEach(() => {
  delete window.turnstile
  document.documentElement.style.colorScheme = ''
  for (const script of document.querySelectorAll('script[data-refreel-turnstile]')) script.remove()
  vi.restoreAllMocks()
})

/** Resolves when challenge number `count` (from 1) is there. */
async function challenge(count = 1): Promise<Shown> {
  await until(() => turnstile.shown.length >= count)
  return turnstile.shown[count - 1] as Shown
}
const said = (studio: RefreelStudio, region: string) =>
  studio.renderRoot.querySelector(`#${region}`)?.textContent?.trim()
const place = (studio: RefreelStudio) => studio.querySelector<HTMLElement>('[slot="challenge"]')
const notice = (studio: RefreelStudio) => part(studio, 'notice')

describe('what is asked of Turnstile', () => {
  test('it is told the site’s key, the purpose that the Worker expects, and to leave forms alone', async () => {
    const studio = mount()
    const { options, place: at } = await challenge()
    expect(options).toMatchObject({ sitekey: CHALLENGE.site_key, action: 'refreel-session', 'response-field': false })
    expect(options).toMatchObject({ size: 'flexible', appearance: 'interaction-only' })
    expect(at).toBe(place(studio))
    expect(at.assignedSlot?.name).toBe('challenge')
  })

  test.each([
    ['de-AT', 'de'],
    ['zh-Hant', 'zh'],
    ['ar', 'ar'],
  ])('in %s it speaks %s', async (lang, language) => {
    mount({ lang })
    expect((await challenge()).options.language).toBe(language)
  })

  test.each(['light', 'dark'])('on a %s page it is that too', async (scheme) => {
    document.documentElement.style.colorScheme = scheme
    mount()
    expect((await challenge()).options.theme).toBe(scheme)
  })

  test('where there is little room it is the small one', async () => {
    const narrow = document.createElement('div')
    narrow.style.width = '300px'
    document.body.append(narrow)
    const studio = mount()
    narrow.append(studio)
    expect((await challenge()).options.size).toBe('compact')
  })
})

describe('a visitor who meets a challenge', () => {
  test('sees nothing of it while there is nothing to do', async () => {
    const studio = mount()
    await challenge()
    await drawn(studio)
    expect(piece(studio, 'challenge').querySelector('p')?.checkVisibility()).toBe(false)
    expect(piece(studio, 'challenge').classList).not.toContain('notice')
    expect(said(studio, 'polite')).toBe('')
  })

  test('is told why it is there, once and politely, and keeps the focus', async () => {
    const studio = mount()
    const { options } = await challenge()
    const prompt = await appears(studio, () => part<HTMLTextAreaElement>(studio, 'prompt-input'))
    prompt.focus()
    options['before-interactive-callback']()
    await appears(studio, () => piece(studio, 'challenge').classList.contains('notice'))
    expect(piece(studio, 'challenge').textContent).toContain('A quick check that you are human')
    expect(said(studio, 'polite')).toBe('A quick check that you are human')
    expect(said(studio, 'assertive')).toBe('')
    expect(studio.shadowRoot?.activeElement).toBe(prompt)
  })

  test('can choose files and write meanwhile; they are sent once it is passed', async () => {
    const studio = mount({ prompt: 'Image 1 purrs' })
    const { options } = await challenge()
    await studio.addReferences([await fixture('cat.jpg')])
    await appears(studio, () => part(studio, 'reference'))
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(0)
    options.callback('passed')
    await phase(studio, 'ready')
    await studio.generate()
    expect(studio.phase).toBe('queued')
    expect(turnstile.shown).toHaveLength(1)
  })

  test('is rid of it once it is passed, and has the focus back', async () => {
    const studio = mount()
    const { options, place: at, id } = await challenge()
    options['before-interactive-callback']()
    at.querySelector('button')?.focus()
    options.callback('passed')
    await held.worker.arrival('POST', '/v1/sessions', 2)
    await until(() => !place(studio))
    await appears(studio, () => !piece(studio, 'challenge').checkVisibility())
    expect(turnstile.removed).toEqual([id])
    expect(studio.shadowRoot?.activeElement).toBe(piece(studio, 'frame'))
  })

  test('meets it once more where the Worker doesn’t take it, and no third time', async () => {
    const studio = mount()
    ;(await challenge()).options.callback('stale')
    ;(await challenge(2)).options.callback('stale too')
    await appears(studio, () => notice(studio))
    expect(notice(studio)?.textContent).toContain('did not work out')
    expect(turnstile.shown).toHaveLength(2)
    expect(place(studio)).toBeNull()
  })
})

describe('a challenge that goes wrong', () => {
  test('begins again when it is over or nobody does anything', async () => {
    mount()
    const { options, id } = await challenge()
    options['timeout-callback']()
    options['expired-callback']()
    expect(turnstile.resets).toEqual([id, id])
    expect(turnstile.removed).toEqual([])
  })

  test('begins again by itself once, then asks the visitor, who can go on from there', async () => {
    const studio = mount({ prompt: 'Image 1 purrs' })
    const { options, id } = await challenge()
    await studio.addReferences([await fixture('cat.jpg')])
    const heard: string[] = []
    studio.addEventListener('refreel-error', ({ detail }) => heard.push(detail.code))
    expect(options['error-callback']()).toBe(true)
    expect(turnstile.resets).toEqual([id])
    options['error-callback']()
    await appears(studio, () => notice(studio))
    expect(notice(studio)?.classList).toContain('calm')
    expect(heard).toContain('challenge-failed')
    expect(place(studio)).toBeNull()
    notice(studio)?.querySelector<HTMLElement>('[part="retry-button"]')?.click()
    const second = await challenge(2)
    expect(notice(studio)).toBeNull()
    second.options.callback('passed')
    // The upload that waited for a session continues without another click.
    await phase(studio, 'ready')
    expect(parts(studio, 'reference')).toHaveLength(1)
  })

  test('ends at once in a browser that can’t do it', async () => {
    const studio = mount()
    ;(await challenge()).options['unsupported-callback']()
    await appears(studio, () => notice(studio))
    expect(turnstile.resets).toEqual([])
  })

  test('goes with a studio that leaves the page, and comes back with it', async () => {
    const studio = mount()
    const { id } = await challenge()
    studio.remove()
    await until(() => turnstile.removed.includes(id))
    expect(place(studio)).toBeNull()
    document.body.append(studio)
    ;(await challenge(2)).options.callback('passed')
    await until(() => !place(studio))
    expect(notice(studio)).toBeNull()
  })

  test('begins again in a studio that is moved', async () => {
    const studio = mount()
    const { id } = await challenge()
    const box = document.createElement('div')
    document.body.append(box)
    box.append(studio)
    expect(turnstile.resets).toEqual([id])
    expect(place(studio)).not.toBeNull()
  })

  test('goes when the studio turns to another site', async () => {
    const studio = mount()
    const { id } = await challenge()
    studio.site = 'site_other'
    await challenge(2)
    expect(turnstile.removed).toEqual([id])
    expect(studio.querySelectorAll('[slot="challenge"]')).toHaveLength(1)
  })
})

describe('the policy for Trusted Types', () => {
  type Page = { trustedTypes: { createPolicy: (name: string) => unknown } } & Record<symbol, unknown>
  const page = window as unknown as Page
  const KEPT = Symbol.for('refreel.policy')

  /** The module as another copy of the script would load it. */
  const copy = async (name: string) => {
    const { href } = new URL(`../../widget/trusted-types.ts?copy=${name}`, import.meta.url)
    return (await import(/* @vite-ignore */ href)) as typeof import('../../widget/trusted-types.ts')
  }

  test('is made once for all copies on the page, since a page may allow its name only once', async () => {
    delete page[KEPT]
    const made = vi.spyOn(page.trustedTypes, 'createPolicy')
    const [first, second] = [await copy('first'), await copy('second')]
    expect(made.mock.calls.map(([name]) => name)).toEqual(['refreel'])
    expect(second.policy).toBe(first.policy)
    expect(String(first.policy.createScriptURL('https://challenges.cloudflare.com/x.js'))).toContain('/x.js')
  })
})

describe('Turnstile’s script', () => {
  /** Scripts that are added to the page; none of them runs. */
  function scripts(): NodeListOf<HTMLScriptElement> {
    return document.querySelectorAll<HTMLScriptElement>('script[data-refreel-turnstile]')
  }
  beforeEach(() => {
    delete window.turnstile
    const append = document.head.append.bind(document.head)
    vi.spyOn(document.head, 'append').mockImplementation((...nodes) => {
      for (const node of nodes) if (node instanceof HTMLScriptElement) node.type = 'text/plain'
      append(...nodes)
    })
  })
  const settle = (type: 'load' | 'error') => scripts()[0]?.dispatchEvent(new Event(type))

  test('is loaded once for two studios', async () => {
    mount()
    // Far below the view, the studio begins only when a method is called.
    void mount({ id: 'second' }).addReferences([])
    await held.worker.arrival('POST', '/v1/sessions', 2)
    await until(() => scripts().length > 0)
    expect([...scripts()].map(({ src }) => src)).toEqual([
      'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
    ])
    window.turnstile = turnstile
    settle('load')
    await challenge(2)
    expect(scripts()).toHaveLength(1)
  })

  test('that doesn’t come is told, and asked for again when the visitor says so', async () => {
    const studio = mount()
    await until(() => scripts().length > 0)
    settle('error')
    await appears(studio, () => notice(studio))
    expect(notice(studio)?.textContent).toContain('can’t be reached')
    expect(scripts()).toHaveLength(0)
    notice(studio)?.querySelector<HTMLElement>('[part="retry-button"]')?.click()
    await until(() => scripts().length > 0)
    window.turnstile = turnstile
    settle('load')
    ;(await challenge()).options.callback('passed')
    await until(() => !place(studio))
    expect(notice(studio)).toBeNull()
  })

  test('that brings nothing counts as one that didn’t come', async () => {
    const studio = mount()
    await until(() => scripts().length > 0)
    settle('load')
    await appears(studio, () => notice(studio))
    expect(scripts()).toHaveLength(0)
  })
})
