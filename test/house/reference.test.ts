/** The reference of the elements is made of their comments, and the comments say what the code does. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { inRoot } from '../../widget/build/paths.ts'
import { findings } from '../../widget/build/reference/check.ts'
import { PUBLIC_ELEMENTS } from '../../widget/build/reference/elements.ts'
import type { ElementFacts } from '../../widget/build/reference/facts.ts'
import { readCode } from '../../widget/build/reference/read-code.ts'
import { checkedElements } from '../../widget/build/reference/reference.ts'
import { withReference } from '../../widget/build/reference/tables.ts'

let studio: ElementFacts
let player: ElementFacts

beforeAll(async () => {
  const [first, second] = await checkedElements()
  if (!first || !second) throw new Error('Two elements are public.')
  studio = first
  player = second
})

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name)

describe('the elements offer what their contract promises', () => {
  it('attributes and properties of the studio', () => {
    const promised = [
      ...[
        'site',
        'endpoint',
        'preset',
        'variables',
        'metadata',
        'name',
        'required',
        'form',
        'prompt',
        'negative-prompt',
      ],
      ...['resolution', 'aspect-ratio', 'duration', 'shot-type', 'seed', 'reference-images', 'reference-videos'],
      ...['without-options', 'without-camera', 'without-download', 'require-consent', 'lang', 'phase'],
    ]
    expect(names(studio.attributes)).toEqual(expect.arrayContaining(promised))
    expect(names(studio.properties)).toContain('session')
    expect(studio.properties.find(({ name }) => name === 'phase')?.readonly).toBe(true)
    expect(studio.formAssociated).toBe(true)
  })

  it('methods, slots, events and states of the studio', () => {
    expect(names(studio.methods)).toEqual(
      expect.arrayContaining(['addReferences', 'generate', 'cancel', 'reset', 'play']),
    )
    expect(names(studio.slots).sort()).toEqual(['actions', 'challenge', 'empty', 'footer', 'heading', 'player'])
    const events = ['before-generate', 'reference-added', 'reference-removed', 'upload-progress', 'phase', 'generation']
    expect(names(studio.events).sort()).toEqual([...events, 'done', 'error'].map((name) => `refreel-${name}`).sort())
    expect(names(studio.states)).toEqual(
      'empty uploading ready queued generating storing done failed canceled'.split(' '),
    )
  })

  it('the player', () => {
    const promised = ['video', 'src', 'poster', 'aspect-ratio', 'autoplay', 'loop', 'preview-loop', 'muted', 'controls']
    expect(names(player.attributes)).toEqual(
      expect.arrayContaining([...promised, 'without-label', 'generate-schema', 'lang']),
    )
    expect(names(player.events)).toEqual(expect.arrayContaining(['refreel-error', 'play', 'timeupdate', 'ended']))
  })
})

describe('the check', () => {
  const code = () => {
    const [element] = PUBLIC_ELEMENTS
    if (!element) throw new Error('There is a studio.')
    return readCode(inRoot('widget'), element)
  }

  it('finds nothing in the elements as they are', () => {
    expect(findings(studio, code())).toEqual([])
  })

  it.each(['slots', 'parts', 'cssProperties', 'events', 'states'] as const)('finds %s without words', (kind) => {
    const [lost, ...rest] = studio[kind]
    const found = findings({ ...studio, [kind]: rest }, code())
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(new RegExp(` ${lost?.name} is in the code and not in a comment$`))
  })

  it.each(['slots', 'parts', 'cssProperties', 'events', 'states', 'attributes'] as const)(
    'finds words about %s that are not there',
    (kind) => {
      const invented = { name: 'ghost', description: 'Nothing.', type: 'string' }
      const found = findings({ ...studio, [kind]: [...studio[kind], invented] }, code())
      expect(found).toHaveLength(1)
      expect(found[0]).toMatch(/ ghost is in a comment and not in the code$/)
    },
  )

  it.each(['properties', 'methods'] as const)('finds %s without a description', (kind) => {
    const [first, ...rest] = studio[kind]
    const found = findings({ ...studio, [kind]: [{ ...first, description: '' }, ...rest] } as ElementFacts, code())
    expect(found).toEqual([expect.stringMatching(/has no description$/)])
  })
})

it('docs/embedding.md is as `npm run reference` makes it', () => {
  const document = readFileSync(inRoot('docs/embedding.md'), 'utf8')
  expect(withReference(document, [studio, player])).toBe(document)
})
