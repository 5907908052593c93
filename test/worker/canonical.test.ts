/** Which requests count as equal: a golden table of requests and the ids that they get. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Generation } from '../../worker/contract/generation.ts'
import { canonicalText, fillDefaults, type Plan } from '../../worker/model/request.ts'
import { derivedId } from '../../worker/signing/ids.ts'
import { workerTestBindings } from './bindings.ts'
import { Caller, makeSite } from './caller.ts'
import { FakeReplicate } from './fake-replicate.ts'
import { CAT_PNG, CUP_JPG, CUP_MP4 } from './fixtures.ts'

let caller: Caller
let cup: string
let cupAgain: string
let cat: string

beforeAll(async () => {
  const replicate = new FakeReplicate().install()
  replicate.onCreate = (prediction) => replicate.succeed(prediction, CUP_MP4)
  await makeSite()
  caller = await Caller.arrive()
  cup = (await caller.upload(CUP_JPG, 'cup.jpg')).id
  cupAgain = (await caller.upload(CUP_JPG, 'another name.jpg')).id
  cat = (await caller.upload(CAT_PNG)).id
})
afterAll(() => {
  vi.unstubAllGlobals()
})

type Input = Record<string, unknown>

/** The request that every row changes. */
const base = (): Input => ({ prompt: 'Café by the sea', reference_images: [cup, cat], seed: 1 })

async function idOf(input: Input, more: Record<string, unknown> = {}, key?: string): Promise<string> {
  const answer = await caller.generate(input, more, key)
  expect(answer.status, await answer.clone().text()).toBeLessThan(300)
  return (await answer.json<Generation>()).id
}

describe('one request', () => {
  it.each<[string, () => Input, Record<string, unknown>?, string?]>([
    ['with the defaults written out', () => ({ ...base(), resolution: '1080p', aspect_ratio: '16:9', duration: 5 })],
    ['with its fields in another order', () => Object.fromEntries(Object.entries(base()).reverse())],
    ['with its accents composed otherwise', () => ({ ...base(), prompt: 'Cafe\u0301 by the sea' })],
    ['with space around its words', () => ({ ...base(), prompt: '  Café by the sea\r\n' })],
    ['with an empty list of clips', () => ({ ...base(), reference_videos: [] })],
    ['with an empty negative prompt', () => ({ ...base(), negative_prompt: '  ' })],
    ['with the same picture under another id and name', () => ({ ...base(), reference_images: [cupAgain, cat] })],
    ['with other metadata', base, { metadata: { title: 'Mine' } }],
    ['with consent', base, { consent: true }],
    ['with a key', base, {}, 'a key'],
  ])('is the same %s', async (_, input, more, key) => {
    expect(await idOf(input(), more, key)).toBe(await idOf(base()))
  })

  it('has the same line ends, wherever it was typed', async () => {
    expect(await idOf({ ...base(), prompt: 'One\r\ntwo\rthree' })).toBe(
      await idOf({ ...base(), prompt: 'One\ntwo\nthree' }),
    )
  })
})

describe('another request', () => {
  it('is each that could make another video', async () => {
    const rows: Input[] = [
      {},
      { prompt: 'Café by the Sea' },
      { prompt: 'Café by  the sea' },
      { negative_prompt: 'blur' },
      { negative_prompt: 'Blur' },
      { reference_images: [cat, cup] },
      { reference_images: [cup] },
      { reference_images: [cup, cup] },
      { resolution: '720p' },
      { aspect_ratio: '9:16' },
      { duration: 4 },
      { shot_type: 'single' },
      { shot_type: 'multi' },
      { seed: 2 },
      { seed: 0 },
    ]
    const ids = await Promise.all(rows.map((row) => idOf({ ...base(), ...row })))
    expect(new Set(ids).size).toBe(rows.length)
  })

  it('is the same words on another site', async () => {
    await makeSite({}, 'site_other')
    const visitor = await Caller.arrive('site_other')
    const reference = await visitor.upload(CUP_JPG)
    const ask = async (who: Caller, image: string) => {
      const answer = await who.generate({ ...base(), reference_images: [image] })
      return (await answer.json<Generation>()).id
    }
    expect(await ask(visitor, reference.id)).not.toBe(await ask(caller, cup))
  })
})

describe('the canonical text', () => {
  const image = { key: 'references/x', media_type: 'image/jpeg', bytes: 1, duration: 0 } as const
  const plan: Plan = {
    site: 'site_shop',
    model: 'wan-video/wan-2.7-r2v',
    input: { ...fillDefaults({ prompt: ' Turn\r\n' }), seed: 7 },
    images: [{ ...image, sha256: 'aa' }],
    videos: [],
  }

  it('never changes: stored generations are found by it', async () => {
    expect(canonicalText(plan)).toBe(
      '["v1","site_shop","wan-video/wan-2.7-r2v","Turn",null,["aa"],[],"1080p","16:9",5,null,7]',
    )
  })

  it('gets its id by a key that nobody else has', async () => {
    const key = (text: string) =>
      crypto.subtle.importKey('raw', new TextEncoder().encode(text), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    const [a, b] = await Promise.all(
      [workerTestBindings.ID_KEY, `${workerTestBindings.ID_KEY}x`].map(async (text) =>
        derivedId(await key(text), 'gen', canonicalText(plan)),
      ),
    )
    expect(a).toMatch(/^gen_/)
    expect(a).not.toBe(b)
  })
})
