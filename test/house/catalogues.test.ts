/** Every text in every language: none missing, none unused, the same values filled in; and no word that is in no catalogue. */
import { describe, expect, it } from 'vitest'
import type { Message } from '../../widget/locales/languages.ts'
import { LANGUAGES, type Language } from '../../widget/locales/languages.ts'
import { FAILURES } from '../../worker/contract/generation.ts'
import { REJECTIONS } from '../../worker/contract/reference.ts'
import { hardCoded, physicalSides, said, sources } from './widget-sources.ts'

type Texts = Readonly<Record<string, Message>>

/** Counts that a visitor may meet: characters of a prompt are the most. */
const COUNTS = Array.from({ length: 5001 }, (_, count) => count)
/** Texts that may be the same in two languages: names, and words that both have. */
const SAME_MOST = 8

type File = Promise<Readonly<Record<string, Texts>>>

const load = async (file: (language: string) => File): Promise<Record<Language, Texts>> => {
  const all = LANGUAGES.map(async (language) => [language, (await file(language))[language] ?? {}] as const)
  return Object.fromEntries(await Promise.all(all)) as Record<Language, Texts>
}
const studio = await load((language) => import(`../../widget/locales/${language}.ts`))
const player = await load((language) => import(`../../widget/locales/player/${language}.ts`))

const forms = (message: Message | undefined): string[] =>
  typeof message === 'object' ? Object.values(message) : [message ?? '']
const places = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))),
]
const others = LANGUAGES.filter((language) => language !== 'en')

describe.each([
  ['studio', studio],
  ['player', player],
])('the %s', (_, catalogues) => {
  it.each(others)('has every text in %s, and none that English has not', (language) => {
    expect(Object.keys(catalogues[language]).sort()).toEqual(Object.keys(catalogues.en).sort())
  })

  it.each(LANGUAGES)('says something with each text in %s', (language) => {
    for (const [key, message] of Object.entries(catalogues[language])) {
      for (const text of forms(message)) {
        expect(text.trim(), key).not.toBe('')
        expect(text, key).not.toMatch(/ {2}|^\s|\s$/)
      }
    }
  })

  it.each(others)('is translated into %s, not copied', (language) => {
    const same = Object.entries(catalogues[language]).filter(([key, message]) => message === catalogues.en[key])
    expect(same.length, String(same)).toBeLessThanOrEqual(SAME_MOST)
  })

  it.each(LANGUAGES)('fills the same values in in %s', (language) => {
    for (const [key, message] of Object.entries(catalogues[language])) {
      const wanted = places(forms(catalogues.en[key])).sort()
      expect(places(forms(message)).sort(), key).toEqual(wanted)
      if (typeof message === 'object') expect(places([message.other]).sort(), key).toEqual(wanted)
    }
  })

  it.each(LANGUAGES)('has a form for every count in %s', (language) => {
    const rules = new Intl.PluralRules(language)
    const needed = new Set(COUNTS.map((count) => rules.select(count)))
    for (const [key, message] of Object.entries(catalogues[language])) {
      if (typeof message === 'object') expect(Object.keys(message), key).toEqual(expect.arrayContaining([...needed]))
    }
  })
})

const widget = sources('widget/**/*.ts').filter(({ file }) => !file.startsWith('widget/locales/'))
const contract = sources('worker/contract/*.ts')
/** The keys that no code asks for. */
function unused(keys: readonly string[]): string[] {
  const { literals, patterns } = said(widget)
  const known = new Set([...literals, ...said(contract).literals, 'other'])
  // A code is looked up by its kind in the catalogue's own file.
  const asked = [...patterns, /^(?:file|problem|failure)_([\w-]+)$/]
  return keys.filter((key) => !literals.has(key) && !asked.some((pattern) => known.has(pattern.exec(key)?.[1] ?? key)))
}

describe('use', () => {
  it('every text is said somewhere', () => {
    expect(unused(Object.keys({ ...studio.en, ...player.en }))).toEqual([])
  })

  it('a text that nothing says would be found', () => {
    expect(unused(['heading', 'never_said', 'missing_nothing', 'file_no-such-code'])).toEqual([
      'never_said',
      'missing_nothing',
      'file_no-such-code',
    ])
  })

  it('every rejection and every failure of the contract has its words', () => {
    expect(Object.keys(studio.en)).toEqual(
      expect.arrayContaining([
        ...REJECTIONS.map((code) => `file_${code}`),
        ...FAILURES.map((code) => `failure_${code}`),
      ]),
    )
  })

  it('player and studio share no key, and none can be taken for a language', () => {
    const keys = [...Object.keys(studio.en), ...Object.keys(player.en)]
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.filter((key) => /^[a-z]{2,3}$/.test(key))).toEqual([])
  })
})

describe('the elements', () => {
  const shown = widget.filter(({ file }) => /^widget\/(elements|shell)\//.test(file))

  it.each(shown)('$file says nothing of its own', ({ file, code }) => {
    expect(hardCoded(file, code)).toEqual([])
  })

  it.each(widget.filter(({ code }) => code.includes('css`')))('$file knows no left and no right', ({ code }) => {
    expect(physicalSides(code)).toEqual([])
  })

  it('words and sides that are there would be found', () => {
    const code = `
      const a = html\`<p title="Close me">\${words('x')} Now <b>go</b></p>\`
      const b = 'Please try again'
      throw new Error('not seen by anybody')
      warn('told to the page’s author', { detail: 'and so is this' })
      const c = css\`p { margin: 0 1px 0 2px; left: 0; padding-right: 1px; color: red }\``
    expect(hardCoded('a.ts', code)).toEqual(['Close me', 'Now', 'go', 'Please try again'])
    expect(physicalSides(code)).toEqual(['left: 0', 'padding-right: 1px', 'margin: 0 1px 0 2px'])
  })
})
