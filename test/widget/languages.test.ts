/** Languages: which one is chosen, its direction and formats, changes by the page, and an operator's own texts. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RefreelPlayer, RefreelStudio } from '../../widget/index.ts'
import { catalogueLoader } from '../../widget/locales/load.ts'
import { ENDPOINT } from './fake-worker.ts'
import { appears, drawn, fixture, mount, part, phase, piece, until, withWorker } from './stage.ts'

const held = withWorker()

/** The tests' page has no `lang`, unless a test sets it. */
beforeEach(() => document.documentElement.removeAttribute('lang'))
afterEach(() => document.documentElement.setAttribute('lang', 'en'))

const heading = (studio: RefreelStudio) => part(studio, 'heading')?.textContent?.trim()
const text = (studio: RefreelStudio, name: string) => piece(studio, name).textContent?.trim()

/** Resolves when the studio is drawn in this language. */
async function speaks(studio: RefreelStudio, lang: string): Promise<void> {
  await until(() => part(studio, 'frame')?.getAttribute('lang') === lang)
  await drawn(studio)
}

/** A studio for a visitor whose browser prefers these languages, in a box with this `lang`. */
function within(lang: string | undefined, visitor: string[] = ['en-US']): RefreelStudio {
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(visitor)
  const studio = mount()
  if (lang === undefined) return studio
  const box = document.createElement('div')
  box.lang = lang
  document.body.append(box)
  box.append(studio)
  return studio
}
afterEach(() => vi.restoreAllMocks())

describe('which language', () => {
  test.each([
    ['de', 'de', 'Mach dein eigenes Video'],
    ['pt-BR', 'pt-BR', 'Crie o seu próprio vídeo'],
    ['zh-Hant-TW', 'zh-Hans', '制作你的专属视频'],
    ['nl', 'en', 'Make your own video'],
    ['not a tag', 'en', 'Make your own video'],
  ])('a page in %s has a studio in %s', async (lang, words, title) => {
    const studio = within(lang, ['fr'])
    await speaks(studio, words)
    expect(heading(studio)).toBe(title)
  })

  test('the element’s own attribute goes before what is around it', async () => {
    const studio = within('de')
    studio.lang = 'it'
    await speaks(studio, 'it')
  })

  test('where the page says nothing, the visitor’s first language that is there', async () => {
    await speaks(within(undefined, ['nl', 'fr-CA', 'de']), 'fr-CA')
  })

  test('where nobody says anything that is there, English', async () => {
    await speaks(within(undefined, ['nl']), 'en')
  })

  test('in a shadow tree, the language around its host', async () => {
    const host = document.createElement('div')
    host.lang = 'ja'
    const studio = mount()
    host.attachShadow({ mode: 'open' }).append(studio)
    document.body.append(host)
    await speaks(studio, 'ja')
  })
})

describe('while it is shown', () => {
  test('a page that changes its language changes the studio’s words, and nothing else', async () => {
    document.documentElement.lang = 'en'
    const studio = mount({ prompt: 'Image 1 purrs' })
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(text(studio, 'generate-button')).toBe('Make the video')
    document.documentElement.lang = 'de'
    await appears(studio, () => text(studio, 'generate-button') === 'Video erstellen')
    expect(heading(studio)).toBe('Mach dein eigenes Video')
    expect(text(studio, 'reference-name')).toBe('cat.jpg')
    expect(piece<HTMLTextAreaElement>(studio, 'prompt-input').value).toBe('Image 1 purrs')
    document.documentElement.lang = 'en'
    await appears(studio, () => text(studio, 'generate-button') === 'Make the video')
    expect(held.worker.requests('POST', '/v1/sessions')).toHaveLength(1)
  })

  test('the last language asked for wins, however long another takes to come', async () => {
    const studio = within('es')
    studio.lang = 'fr'
    studio.lang = 'it'
    await speaks(studio, 'it')
  })

  test('a player says what is wrong in the language of now', async () => {
    document.documentElement.lang = 'de'
    held.worker.intercept(({ path }) => (path === '/v1/videos/vid_9' ? new Error() : undefined))
    const player = document.createElement('refreel-player') as RefreelPlayer
    Object.assign(player, { endpoint: ENDPOINT, video: 'vid_9' })
    document.body.append(player)
    const told = () => player.renderRoot.querySelector('[part=problem] > p')?.textContent
    await until(() => told() === 'Das Video ist nicht erreichbar.')
    document.documentElement.lang = 'ar'
    await until(() => told() === 'تعذّر الوصول إلى الفيديو.')
    expect(player.renderRoot.querySelector('[part=box]')?.getAttribute('dir')).toBe('rtl')
  })
})

describe('a whole run in Arabic, as it is written in Egypt', () => {
  const side = (element: Element) => {
    const { left, right } = element.getBoundingClientRect()
    return { left, right }
  }

  test('runs from right to left, with its own digits', async () => {
    document.documentElement.lang = 'ar-EG'
    document.body.style.width = '900px'
    const studio = mount({ prompt: 'Image 1 purrs' })
    await drawn(studio)
    expect(getComputedStyle(piece(studio, 'frame')).direction).toBe('rtl')
    // The first column is on the right.
    expect(side(piece(studio, 'references')).left).toBeGreaterThan(side(piece(studio, 'prompt')).left)
    expect(piece(studio, 'drop-area').textContent).toContain('٢٠\u00a0م.ب')

    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    const row = piece(studio, 'reference')
    expect(side(piece(studio, 'reference-preview')).right).toBeGreaterThan(side(piece(studio, 'remove-button')).right)
    expect(row.parentElement?.closest('[part=references]')?.textContent).toContain('استُخدم ١ من ٥')
    await appears(studio, () => part(studio, 'price'))
    expect(text(studio, 'price')).toMatch(/٠٫٥٠/)

    await studio.generate()
    held.worker.advance('queued', { queue: { position: 12 } })
    await appears(studio, () => part(studio, 'status')?.textContent?.includes('١٢'))
    held.worker.advance('processing', { progress: { fraction: 0.5, eta_seconds: 60 } })
    await phase(studio, 'generating')
    const bar = await appears(studio, () => part(studio, 'progress-bar'))
    const track = piece(studio, 'progress')
    expect(side(bar).right).toBeCloseTo(side(track).right, 0)
    expect(text(studio, 'time')).toMatch(/٠:٠[٠-٩].*٦٠ ثانية/)
    held.worker.advance('processing', { progress: { fraction: 0.8 } })
    await appears(studio, () => studio.renderRoot.querySelector('#polite')?.textContent?.includes('٧٥'))

    held.worker.advance('succeeded')
    await phase(studio, 'done')
    expect(heading(studio)).toBe('الفيديو جاهز')
    const player = await appears(studio, () => studio.renderRoot.querySelector('refreel-player'))
    await until(() => player.shadowRoot?.querySelector('[part=label]'))
    expect(player.shadowRoot?.querySelector('[part=label]')?.textContent).toBe('أُنشئ بالذكاء الاصطناعي')
    expect(studio.scrollWidth).toBeLessThanOrEqual(studio.clientWidth)
    document.body.style.width = ''
  })

  test('what the model reads keeps its name, and a file’s name doesn’t turn a sentence around', async () => {
    document.documentElement.lang = 'ar'
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(text(studio, 'call-name')).toBe('Image 1')
    expect(piece(studio, 'remove-button').getAttribute('aria-label')).toBe('إزالة \u2068cat.jpg\u2069')
  })

  test('a page in Arabic with a studio in English reads it from left to right', async () => {
    document.documentElement.dir = 'rtl'
    const studio = within('en')
    await drawn(studio)
    expect(getComputedStyle(piece(studio, 'frame')).direction).toBe('ltr')
    document.documentElement.removeAttribute('dir')
  })
})

describe('an operator’s own texts', () => {
  /** The page's own JSON, for all elements. */
  function say(json: string): void {
    const script = document.createElement('script')
    script.type = 'application/json'
    script.dataset.refreelTexts = ''
    script.textContent = json
    document.body.append(script)
  }

  test('are said in place of ours, in every language or in one', async () => {
    say(JSON.stringify({ heading: 'Star in our ad', de: { heading: 'Spiel mit', generate: 'Los' } }))
    const studio = within('en')
    await drawn(studio)
    expect(heading(studio)).toBe('Star in our ad')
    expect(text(studio, 'generate-button')).toBe('Make the video')
    studio.lang = 'de-AT'
    await appears(studio, () => heading(studio) === 'Spiel mit')
    expect(text(studio, 'generate-button')).toBe('Los')
  })

  test('of an element go before those of the page, and may change', async () => {
    say(JSON.stringify({ heading: 'The page’s' }))
    const studio = within('en')
    studio.texts = { heading: 'Mine' }
    await drawn(studio)
    expect(heading(studio)).toBe('Mine')
    studio.texts = { heading: 'Mine, {max} times' }
    await drawn(studio)
    expect(heading(studio)).toBe('Mine, 5 times')
    studio.texts = undefined
    await drawn(studio)
    expect(heading(studio)).toBe('The page’s')
  })

  test('can bring a language that is not there, with its own plurals', async () => {
    const studio = within('pl', ['de'])
    studio.texts = {
      pl: {
        heading: 'Zrób własny film',
        characters_over: { one: '{count} znak', few: '{count} znaki', many: '{count} znaków', other: '{count} znaku' },
      },
    }
    studio.prompt = 'x'.repeat(5003)
    await speaks(studio, 'pl')
    expect(heading(studio)).toBe('Zrób własny film')
    expect(text(studio, 'counter')).toBe('3 znaki')
  })

  test('reach the player', async () => {
    say(JSON.stringify({ ai_label: 'KI' }))
    const player = document.createElement('refreel-player') as RefreelPlayer
    player.src = '/nothing.mp4'
    document.body.append(player)
    await player.updateComplete
    expect(player.renderRoot.querySelector('[part=label]')?.textContent).toBe('KI')
  })

  test('that are no JSON are told of, and ours stand', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    say('{ heading: oops }')
    const studio = within('en')
    await drawn(studio)
    expect(heading(studio)).toBe('Make your own video')
    expect(warned).toHaveBeenCalled()
  })

  test('may be anything that JSON can say: what is no text leaves ours', async () => {
    const studio = within('en')
    studio.texts = JSON.parse('{"heading": 42, "generate": null, "lead": {"one": "An odd one"}}')
    await drawn(studio)
    expect(heading(studio)).toBe('42')
    expect(text(studio, 'generate-button')).toBe('Make the video')
    expect(text(studio, 'lead')).toBe('')
  })

  test('are text, never markup', async () => {
    const studio = within('en')
    studio.texts = { heading: '<img src=x onerror=alert(1)>' }
    await drawn(studio)
    expect(heading(studio)).toBe('<img src=x onerror=alert(1)>')
    expect(studio.renderRoot.querySelector('h2 img')).toBeNull()
  })
})

describe('a language’s file', () => {
  const files = () => {
    const never = () => Promise.reject(new Error())
    return {
      en: vi.fn(async () => ({ en: 'English' })),
      de: vi.fn(async () => ({ de: 'German' })),
      ...{ es: never, fr: never, it: never, pt: never, ja: never, zh: never, ar: never },
    }
  }

  test('that doesn’t come is replaced by English rather than by silence', async () => {
    const broken = files()
    broken.de.mockRejectedValueOnce(new Error())
    expect(await catalogueLoader(broken)('de')).toBe('English')
  })

  test('is asked for once, whoever else waits for it, and is there at once after', async () => {
    const all = files()
    const catalogueOf = catalogueLoader(all)
    await Promise.all([catalogueOf('de'), catalogueOf('de')])
    expect(catalogueOf('de')).toBe('German')
    expect(all.de).toHaveBeenCalledOnce()
  })
})
