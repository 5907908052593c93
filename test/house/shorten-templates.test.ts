/** What the build shortens in templates means the same afterwards. */
import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'
import { CSS_TEMPLATE, shortCss, trimLines } from '../../widget/build/shorten-templates.ts'

const templates = globSync('widget/**/*.ts', { cwd: inRoot('') })
  .filter((file) => !file.includes('build/'))
  .flatMap((file) =>
    [...readFileSync(inRoot(file), 'utf8').matchAll(CSS_TEMPLATE)].map(([, css = '']) => ({ file, css })),
  )

const withoutComments = (css: string) => css.replace(/\/\*[\s\S]*?\*\//g, '')
const stringsOf = (css: string) => withoutComments(css).match(/'[^']*'|"[^"]*"/g) ?? []

describe('shortCss()', () => {
  it('drops comments, indentation, zeros and last semicolons', () => {
    const css = `
      /* Why. */
      .a > .b,
      .c {
        opacity: 0.5;
        margin: 0 10px;
      }
    `
    expect(shortCss(css)).toBe('.a>.b,.c{opacity:.5;margin:0 10px}')
  })

  it('keeps the spaces around plus and minus in calc(), which CSS needs', () => {
    expect(shortCss('a { inline-size: calc(100% - 2 * var(--_a) + 0.5em / 3); }')).toBe(
      'a{inline-size:calc(100% - 2*var(--_a) + .5em/3)}',
    )
  })

  it('keeps the space between an element and a pseudo-class within it', () => {
    expect(shortCss('.a :hover { top: 0; }')).toBe('.a :hover{top:0}')
    expect(shortCss('@media (hover: hover) and (pointer: fine) { a { top: 0; } }')).toBe(
      '@media (hover:hover) and (pointer:fine){a{top:0}}',
    )
  })

  it('leaves the quoted strings of all our style sheets as they are', () => {
    expect(templates.length).toBeGreaterThan(15)
    for (const { file, css } of templates) expect(stringsOf(shortCss(css)), file).toEqual(stringsOf(css))
  })

  it('meets no universal selector between two others in our style sheets', () => {
    for (const { file, css } of templates) {
      for (const [selector] of withoutComments(css).matchAll(/[^{};]+(?=\{)/g)) {
        expect(selector.replace(/\([^)]*\)/g, ''), file).not.toMatch(/[^>,\s] \* /)
      }
    }
  })
})

describe('trimLines()', () => {
  it('keeps a line break where there was one, so that words stay apart', () => {
    expect(trimLines('`<p>one\n      two</p>`')).toBe('`<p>one\ntwo</p>`')
  })
})
