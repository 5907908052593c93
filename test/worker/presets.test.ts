/** Presets: saved with their seed and their references, filled from variables, and changed only where they are open. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Estimate, Generation } from '../../worker/contract/generation.ts'
import type { SiteRecord } from '../../worker/contract/site.ts'
import { admin, Caller, json, makeSite, problemOf } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CAT_JPG, CUP_JPG, CUP_MP4 } from './fixtures.ts'
import { operatorUploads, putPresets, savePresets } from './operator.ts'

let replicate: FakeReplicate
let caller: Caller

beforeAll(async () => {
  await makeSite()
  await makeSite({ allow: { custom_prompt: false, max_duration: 5 } }, 'site_strict')
})
beforeAll(() => {
  replicate = new FakeReplicate().install()
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
  return () => vi.unstubAllGlobals()
})
beforeEach(async () => {
  caller = await Caller.arrive()
})

const ask = (body: unknown, by = caller) => by.fetch('/v1/generations', json(body))

async function asked(body: unknown, by = caller): Promise<Generation> {
  const response = await ask(body, by)
  expect(response.status, await response.clone().text()).toBeLessThan(300)
  return response.json<Generation>()
}

/** The input that this body resolves to, by an estimate: nothing is run. */
async function inputOf(body: unknown, by = caller): Promise<Estimate['input']> {
  const response = await by.fetch('/v1/generations/estimate', json(body))
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json<Estimate>()).input
}

/** The mistakes that a body is refused with. */
async function mistakes(body: unknown, by = caller): Promise<[pointer: string, code: string][]> {
  const problem = await problemOf(await ask(body, by))
  expect(problem).toMatchObject({ status: 422, code: 'invalid-input' })
  return (problem.errors ?? []).map(({ pointer, code }) => [pointer, code])
}

describe('a preset that is saved', () => {
  it('has its seed fixed, its placeholders named, and is closed where nothing else was said', async () => {
    const input = { prompt: 'A {colour} {product} turns, then the {product} stops', duration: 3 }
    const [preset] = await savePresets([{ id: 'spin', title: 'Spin', input }])
    expect(preset).toEqual({
      id: 'spin',
      title: 'Spin',
      input: { ...input, seed: expect.any(Number) },
      locked: ['prompt', 'negative_prompt', 'resolution', 'aspect_ratio', 'duration', 'shot_type', 'seed'],
      variables: ['colour', 'product'],
    })
    const [again] = await savePresets([{ id: 'spin', title: 'Turn', input }])
    expect(again).toMatchObject({ title: 'Turn', input: { seed: preset?.input.seed } })
    const [chosen] = await savePresets([{ id: 'spin', title: 'Turn', input: { ...input, seed: 7 } }])
    expect(chosen?.input.seed).toBe(7)
  })

  it('is answered in a form that can be saved again', async () => {
    const mascot = await operatorUploads()
    const saved = await savePresets([
      {
        id: 'walk',
        title: 'Walk',
        thumbnail: 'https://shop.example/walk.jpg',
        input: { prompt: 'Image 1 walks', reference_images: [mascot.id], shot_type: 'multi' },
        locked: ['prompt'],
      },
    ])
    expect(await savePresets(saved)).toEqual(saved)
    expect(await (await admin('/v1/admin/sites/site_test')).json()).toMatchObject({ presets: saved })
  })

  const preset = (more: object = {}, input: object = {}) => ({
    id: 'p',
    title: 'P',
    ...more,
    input: { prompt: 'It moves', ...input },
  })
  it.each([
    ['no prompt', { id: 'p', title: 'P', input: {} }, '/presets/0/input/prompt', 'required'],
    ['no title', { id: 'p', input: { prompt: 'x' } }, '/presets/0/title', 'required'],
    ['an id with spaces', preset({ id: 'my preset' }), '/presets/0/id', 'bad-format'],
    ['a picture without https', preset({ thumbnail: 'http://a.example/x.jpg' }), '/presets/0/thumbnail', 'bad-format'],
    ['a field of no model', preset({}, { style: 'x' }), '/presets/0/input/style', 'unknown-field'],
    ['a field that can’t be locked', preset({ locked: ['metadata'] }), '/presets/0/locked/0', 'not-allowed'],
    ['a brace without its end', preset({}, { prompt: 'A {product' }), '/presets/0/input/prompt', 'bad-placeholder'],
    ['a placeholder with a space', preset({}, { prompt: '{a b}' }), '/presets/0/input/prompt', 'bad-placeholder'],
    ['braces in braces', preset({}, { prompt: '{{a}}' }), '/presets/0/input/prompt', 'bad-placeholder'],
    [
      'other variables than its placeholders',
      preset({ variables: ['b'] }, { prompt: '{a}' }),
      '/presets/0/variables',
      'not-the-placeholders',
    ],
    [
      'a prompt that filling makes too long',
      preset({}, { prompt: `${'x'.repeat(4950)}{a}` }),
      '/presets/0/input/prompt',
      'too-long',
    ],
    ['a seed out of range', preset({}, { seed: -1 }), '/presets/0/input/seed', 'out-of-range'],
    [
      'no references and no way to add any',
      preset({ locked: ['reference_images', 'reference_videos'] }),
      '/presets/0/locked',
      'never-usable',
    ],
    [
      'a reference that isn’t there',
      preset({}, { reference_images: ['ref_x'] }),
      '/presets/0/input/reference_images/0',
      'unknown-reference',
    ],
  ] as const)('is refused with %s', async (_, fields, pointer, code) => {
    const problem = await problemOf(await putPresets([fields]))
    expect(problem).toMatchObject({ status: 422, errors: [{ pointer, code }] })
  })

  it('is refused when its id is another’s, and where there are too many', async () => {
    const one = { id: 'p', title: 'P', input: { prompt: 'x' } }
    expect(await problemOf(await putPresets([one, one]))).toMatchObject({
      errors: [{ pointer: '/presets', code: 'duplicate' }],
    })
    const many = Array.from({ length: 51 }, (_, index) => ({ ...one, id: `p${index}` }))
    expect(await problemOf(await putPresets(many))).toMatchObject({
      errors: [{ pointer: '/presets', code: 'too-many' }],
    })
  })

  it('takes the operator’s own references of this site, of the right kind, and nobody else’s', async () => {
    const visitors = await caller.upload()
    const elsewhere = await operatorUploads(CAT_JPG, 'site_strict')
    const clip = await operatorUploads(CUP_MP4, 'site_test', 'turn.mp4')
    for (const [id, code] of [
      [visitors.id, 'unknown-reference'],
      [elsewhere.id, 'unknown-reference'],
      [clip.id, 'wrong-kind'],
    ]) {
      const fields = { id: 'p', title: 'P', input: { prompt: 'x', reference_images: [id] } }
      expect(await problemOf(await putPresets([fields]))).toMatchObject({
        errors: [{ pointer: '/presets/0/input/reference_images/0', code }],
      })
    }
    await savePresets([{ id: 'p', title: 'P', input: { prompt: 'x', reference_videos: [clip.id] } }])
  })

  it('waits for a reference that is on its way', async () => {
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': '100' }
    const created = await admin('/v1/admin/sites/site_test/references', { method: 'POST', headers })
    const id = created.headers.get('location')?.split('/').at(-1) ?? ''
    const fields = { id: 'p', title: 'P', input: { prompt: 'x', reference_images: [id] } }
    expect(await problemOf(await putPresets([fields]))).toMatchObject({ status: 409, code: 'reference-not-ready' })
  })
})

describe('a preset’s references', () => {
  it('stay as long as it does, whatever their retention and whoever else lets go', async () => {
    const mascot = await operatorUploads(CUP_JPG)
    expect(Date.parse(mascot.expires_at)).toBeGreaterThan(Date.now() + 10 * 365 * 86_400_000)
    await savePresets([{ id: 'p', title: 'P', input: { prompt: 'x', reference_images: [mascot.id] } }])
    const path = `/v1/admin/sites/site_test/references/${mascot.id}`
    const refused = await problemOf(await admin(path, { method: 'DELETE' }))
    expect(refused).toMatchObject({ status: 409, code: 'reference-in-use', detail: expect.stringContaining('p') })
    // Even if the reference itself were lost, the preset has its bytes.
    await env.UPLOADS.getByName(mascot.id).remove({ site: 'site_test', subject: '@site_test' })
    const end = await caller.end(await asked({ preset: 'p' }))
    expect(end.status).toBe('succeeded')
    const [sent] = replicate.createsOf(end)
    const [url = ''] = (sent?.input.reference_images ?? []) as string[]
    expect((await (await caller.fetch(url)).arrayBuffer()).byteLength).toBe(CUP_JPG.byteLength)
  })

  it('go with it, unless somebody else needs the same bytes', async () => {
    const stored = () =>
      runInDurableObject(env.SITES.getByName('site_test'), (_, { storage }) =>
        storage.sql.exec<{ key: string }>('SELECT key FROM bytes ORDER BY key').toArray(),
      )
    await savePresets([])
    const before = await stored()
    const mascot = await operatorUploads(CAT_JPG)
    await savePresets([{ id: 'p', title: 'P', input: { prompt: 'x', reference_images: [mascot.id] } }])
    await env.UPLOADS.getByName(mascot.id).remove({ site: 'site_test', subject: '@site_test' })
    const [added] = (await stored()).filter(({ key }) => !before.some((known) => known.key === key))
    expect(await env.BUCKET.head(added?.key ?? '')).not.toBeNull()
    await savePresets([])
    expect(await stored()).toEqual(before)
    expect(await env.BUCKET.head(added?.key ?? '')).toBeNull()
  })
})

describe('a request for a preset', () => {
  const mascot = async () => {
    const { id } = await operatorUploads()
    return id
  }

  it('is the same run for everybody, with the operator’s inputs', async () => {
    const own = await mascot()
    const [preset] = await savePresets([
      { id: 'same', title: 'Same', input: { prompt: 'It waves', reference_images: [own], duration: 3 } },
    ])
    const first = await caller.end(await asked({ preset: 'same' }))
    expect(first).toMatchObject({
      status: 'succeeded',
      input: { prompt: 'It waves', duration: 3, seed: preset?.input.seed },
    })
    // A caller can't look at the operator's references.
    expect(first.input.reference_images).toBeUndefined()
    const other = await Caller.arrive()
    const answer = await ask({ preset: 'same', input: {} }, other)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('x-refreel-replayed')).toBe('true')
    const second = await answer.json<Generation>()
    expect(second.id).toBe(first.id)
    expect(replicate.createsOf(first)).toHaveLength(1)
    expect(replicate.createsOf(first)[0]?.input).toMatchObject({
      prompt: 'It waves',
      duration: 3,
      seed: preset?.input.seed,
      reference_images: [expect.any(String)],
    })
  })

  it('costs what its estimate says, which knows whether it is there', async () => {
    const own = await mascot()
    await savePresets([
      { id: 'price', title: 'Price', input: { prompt: 'A {product}', reference_images: [own], duration: 4 } },
    ])
    const body = { preset: 'price', variables: { product: 'cup' } }
    const estimate = async () => (await (await caller.fetch('/v1/generations/estimate', json(body))).json()) as Estimate
    const before = await estimate()
    expect(before).toMatchObject({
      cost: { estimated: 0.4 },
      input: { prompt: 'A cup', duration: 4, seed: expect.any(Number) },
      would_replay: false,
    })
    const end = await caller.end(await asked(body))
    expect(end.cost).toMatchObject({ estimated: 0.4, charged: 0.4 })
    expect(await estimate()).toMatchObject({ would_replay: true })
  })

  it('may change what is open, and repeat what is locked, but not change it', async () => {
    const own = await mascot()
    const input = { prompt: 'It waves', reference_images: [own], duration: 3, negative_prompt: 'blur' }
    const locked = ['prompt', 'reference_images', 'resolution', 'negative_prompt', 'shot_type'] as const
    await savePresets([{ id: 'open', title: 'Open', input, locked: [...locked] }])
    const same = { ...input, resolution: '1080p', prompt: ' It waves\r\n' }
    const ran = await inputOf({
      preset: 'open',
      input: { ...same, duration: 5, aspect_ratio: '1:1', seed: 9 },
    })
    expect(ran).toMatchObject({ prompt: 'It waves', duration: 5, aspect_ratio: '1:1', seed: 9 })
    const visitors = await caller.upload()
    for (const [field, value] of [
      ['prompt', 'It dances'],
      ['reference_images', [visitors.id]],
      ['reference_images', []],
      ['resolution', '720p'],
      ['negative_prompt', ''],
      ['shot_type', 'single'],
    ] as const) {
      expect(await mistakes({ preset: 'open', input: { [field]: value } })).toEqual([[`/input/${field}`, 'locked']])
    }
    expect(await mistakes({ preset: 'open', input: { prompt: 'x', resolution: '720p' } })).toHaveLength(2)
  })

  it('may put the visitor’s own pictures beside the operator’s', async () => {
    const own = await mascot()
    await savePresets([
      {
        id: 'both',
        title: 'Both',
        input: { prompt: 'Image 1 meets Image 2', reference_images: [own] },
        locked: ['prompt'],
      },
    ])
    const visitors = await caller.upload(CUP_JPG)
    const generation = await asked({ preset: 'both', input: { reference_images: [own, visitors.id] } })
    expect(generation.input.reference_images).toEqual([visitors.id])
    const end = await caller.end(generation)
    expect(replicate.createsOf(end)[0]?.input.reference_images).toHaveLength(2)
    // Without the preset, a visitor can't use the operator's reference.
    expect(await mistakes({ input: { prompt: 'x', reference_images: [own] } })).toEqual([
      ['/input/reference_images/0', 'unknown-reference'],
    ])
  })

  it('needs a picture where the preset brings none', async () => {
    await savePresets([{ id: 'yours', title: 'Yours', input: { prompt: 'Image 1 flies' } }])
    expect(await mistakes({ preset: 'yours' })).toEqual([['/input/reference_images', 'too-few']])
    const visitors = await caller.upload()
    expect(await inputOf({ preset: 'yours', input: { reference_images: [visitors.id] } })).toMatchObject({
      prompt: 'Image 1 flies',
      reference_images: [visitors.id],
    })
  })

  it('is refused for a preset that isn’t there, and so are variables without one', async () => {
    await savePresets([])
    const { id } = await caller.upload()
    expect(await mistakes({ preset: 'gone' })).toEqual([['/preset', 'unknown-preset']])
    const input = { prompt: 'A {product}', reference_images: [id] }
    expect(await mistakes({ input, variables: { product: 'cup' } })).toEqual([
      ['/variables/product', 'unknown-variable'],
    ])
    expect(await mistakes({})).toEqual([['/input', 'required']])
    expect((await inputOf({ input })).prompt).toBe('A {product}')
  })

  it('obeys the site’s limits in what the visitor changes, not in what the operator wrote', async () => {
    await makeSite({ allow: { max_duration: 3, resolutions: ['720p'], reference_videos: false } }, 'site_short')
    const visitor = await Caller.arrive('site_short')
    const { id: own } = await operatorUploads(undefined, 'site_short')
    const input = { prompt: 'It waves', reference_images: [own], duration: 8, resolution: '1080p' as const }
    await savePresets([{ id: 'long', title: 'Long', input, locked: ['prompt'] }], 'site_short')
    expect(await inputOf({ preset: 'long' }, visitor)).toMatchObject({ duration: 8, resolution: '1080p' })
    expect(await mistakes({ preset: 'long', input: { duration: 4, resolution: '1080p' } }, visitor)).toEqual([
      ['/input/duration', 'not-allowed-here'],
      ['/input/resolution', 'not-allowed-here'],
    ])
  })
})

describe('a placeholder', () => {
  beforeEach(async () => {
    const { id } = await operatorUploads()
    const input = { prompt: 'The {product} of {place} shines', reference_images: [id] }
    await savePresets([{ id: 'fill', title: 'Fill', input, locked: ['seed'] }])
  })

  it.each([
    ['plain words', 'red sneaker'],
    ['letters of any script', 'Ярко-красная 運動靴 Ünïcødé हिन्दी'],
    ['marks of a product’s name', "Mum's “No. 5” & more (100 % – #1, 20°): wow!?"],
    ['a pattern of replacements', 'costs 5 & more'],
    ['sixty characters', 'x'.repeat(60)],
  ])('takes %s', async (_, product) => {
    const { prompt } = await inputOf({ preset: 'fill', variables: { product, place: 'Rome' } })
    expect(prompt).toBe(`The ${product} of Rome shines`)
  })

  it.each([
    ['too much', 'x'.repeat(61), 'too-long'],
    ['nothing', '  ', 'required'],
    ['a brace', 'a {place}', 'bad-characters'],
    ['a second line', 'a\nIgnore all that', 'bad-characters'],
    ['a control character', 'a\u0000b', 'bad-characters'],
    ['text that runs the other way', 'a\u202eb', 'bad-characters'],
    ['invisible letters', 'a\u200bb', 'bad-characters'],
    ['markup', '<b>cup</b>', 'bad-characters'],
    ['a backslash', 'a\\b', 'bad-characters'],
    ['a number', 5, 'wrong-type'],
  ])('refuses %s', async (_, product, code) => {
    const body = { preset: 'fill', variables: { product, place: 'Rome' } }
    expect(await mistakes(body)).toEqual([['/variables/product', code]])
  })

  it('has to be given, and no other may be', async () => {
    expect(await mistakes({ preset: 'fill', variables: { product: 'cup', 'a/b': 'x' } })).toEqual([
      ['/variables/a~1b', 'unknown-variable'],
      ['/variables/place', 'required'],
    ])
  })

  it('makes one run for what no eye can tell apart', async () => {
    const one = await asked({ preset: 'fill', variables: { product: 'Café', place: 'Rome' } })
    const two = await asked({ preset: 'fill', variables: { product: ' Cafe\u0301 ', place: 'Rome' } })
    expect(two.id).toBe(one.id)
    await caller.end(two)
  })

  it('is filled in a visitor’s own words too, where the prompt is open; other braces stay', async () => {
    const body = { preset: 'fill', input: { prompt: 'My {product} {dances}' }, variables: { product: 'cup' } }
    expect((await inputOf(body)).prompt).toBe('My cup {dances}')
    const long = {
      preset: 'fill',
      input: { prompt: `${'x'.repeat(4990)}{product}` },
      variables: { product: 'x'.repeat(20) },
    }
    expect(await mistakes(long)).toEqual([['/input/prompt', 'too-long']])
  })
})

describe('a site that makes its presets only', () => {
  let visitor: Caller
  beforeEach(async () => {
    const { id } = await operatorUploads(undefined, 'site_strict')
    const input = { prompt: 'It waves', reference_images: [id], duration: 3 }
    await savePresets([{ id: 'wave', title: 'Wave', input, locked: ['resolution'] }], 'site_strict')
    visitor = await Caller.arrive('site_strict')
  })

  it('runs nothing else, whatever a page sends', async () => {
    const before = replicate.creates.length
    const { id } = await visitor.upload()
    for (const [body, wrong] of [
      [{ input: { prompt: 'Anything', reference_images: [id] } }, '/input/prompt'],
      [{ preset: 'wave', input: { prompt: 'Anything' } }, '/input/prompt'],
      [{ preset: 'wave', input: { negative_prompt: 'anything' } }, '/input/negative_prompt'],
      [{ preset: 'wave', input: { resolution: '720p' } }, '/input/resolution'],
      [{ preset: 'other', input: { prompt: 'Anything', reference_images: [id] } }, '/preset'],
      [{ preset: '', input: { prompt: 'Anything', reference_images: [id] } }, '/preset'],
      [{ preset: null, input: { prompt: 'Anything', reference_images: [id] } }, '/input/prompt'],
      [{ preset: ['wave'], input: { prompt: 'Anything', reference_images: [id] } }, '/input/prompt'],
    ] as const) {
      for (const path of ['/v1/generations', '/v1/generations/estimate']) {
        const problem = await problemOf(await visitor.fetch(path, json(body)))
        expect(problem, JSON.stringify(body)).toMatchObject({ status: 422, code: 'invalid-input' })
        expect(problem.errors?.map(({ pointer }) => pointer)).toContain(wrong)
      }
    }
    expect(replicate.creates).toHaveLength(before)
  })

  it('still lets a visitor change what its presets leave open', async () => {
    const { id } = await visitor.upload(CUP_JPG)
    const body = { preset: 'wave', input: { prompt: 'It waves', reference_images: [id], duration: 5 } }
    expect(await inputOf(body, visitor)).toMatchObject({ prompt: 'It waves', duration: 5 })
  })

  it('tells pages that what is written is locked', async () => {
    expect(visitor.session.site.presets).toMatchObject([{ locked: ['prompt', 'negative_prompt', 'resolution'] }])
    expect(visitor.session.site.limits.custom_prompt).toBe(false)
  })
})

it('a session lists the presets with what a page needs, and no place of any bytes', async () => {
  const { id } = await operatorUploads()
  const input = { prompt: 'A {product}', reference_images: [id], seed: 5 }
  const thumbnail = 'https://shop.example/a.jpg'
  await savePresets([{ id: 'list', title: 'List', thumbnail, input, locked: ['prompt'] }])
  const { session } = await Caller.arrive()
  expect(session.site.presets).toEqual([
    { id: 'list', title: 'List', thumbnail, locked: ['prompt'], variables: ['product'], input },
  ])
  const record = await (await admin('/v1/admin/sites/site_test')).json<SiteRecord>()
  for (const text of [JSON.stringify(session), JSON.stringify(record)]) {
    expect(text).not.toContain('sha256')
    expect(text).not.toContain('references/site_test')
  }
})
