/** The visitor's earlier videos: nothing before somebody looks, opened on the stage, deleted for good. */
import axe from 'axe-core'
import { describe, expect, test } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import { problem } from './fake-worker.ts'
import {
  appears,
  drawn,
  event,
  fixture,
  fixtureUrl,
  mount,
  part,
  parts,
  phase,
  piece,
  readyStudio,
  until,
  withWorker,
} from './stage.ts'

const held = withWorker()
const lists = () => held.worker.requests('GET', '/v1/generations')

/** Asks for a video and lets it come to its end. */
async function make(studio: RefreelStudio, prompt: string): Promise<void> {
  studio.prompt = prompt
  await phase(studio, 'ready')
  await studio.generate()
  held.worker.advance('succeeded')
  await phase(studio, 'done')
}

/** Another page of the same visitor, who has made these videos before. */
async function returning(...prompts: string[]): Promise<RefreelStudio> {
  held.worker.posterUrl = fixtureUrl('cat.jpg')
  const earlier = await readyStudio()
  for (const prompt of prompts) {
    await make(earlier, prompt)
    piece(earlier, 'another-button').click()
  }
  earlier.remove()
  sessionStorage.clear()
  return mount()
}

/** The visitor has been on the page before, without making a video. */
function wasHere(): void {
  localStorage.setItem('refreel:https://refreel.test:site_demo:renewal', 'renewal-0')
}

/** Shows the video of this row. */
async function open(studio: RefreelStudio, row: number): Promise<void> {
  parts(studio, 'history-open')[row]?.click()
  await phase(studio, 'done')
  await appears(studio, () => parts(studio, 'history-open')[row]?.hasAttribute('aria-current'))
}

/** A run that goes on, and an earlier video that has the stage meanwhile. */
async function lookingBack(): Promise<RefreelStudio> {
  const studio = await returning('a cat')
  await studio.addReferences([await fixture('cup.jpg')])
  studio.prompt = 'a cup'
  await phase(studio, 'ready')
  await studio.generate()
  await phase(studio, 'queued')
  await look(studio)
  await open(studio, 1)
  return studio
}

async function look(studio: RefreelStudio): Promise<HTMLElement[]> {
  const details = await appears(studio, () => part<HTMLDetailsElement>(studio, 'history'))
  details.open = true
  await appears(studio, () => part(studio, 'history-item'))
  await drawn(studio)
  return parts(studio, 'history-item')
}

const prompts = (studio: RefreelStudio) => parts(studio, 'history-prompt').map(({ textContent }) => textContent)

describe('before somebody looks', () => {
  test('nothing is asked for', async () => {
    const studio = await returning('one')
    await appears(studio, () => part(studio, 'history'))
    await phase(studio, 'empty')
    expect(lists()).toEqual([])
  })

  test('a new visitor sees nothing of it, until something was made here', async () => {
    const studio = await readyStudio()
    expect(part(studio, 'history')).toBeNull()
    await make(studio, 'a cat')
    await appears(studio, () => part(studio, 'history'))
    piece(studio, 'another-button').click()
    await phase(studio, 'ready')
    expect(part(studio, 'history')).not.toBeNull()
  })

  test('who was here before has it in the first draw', async () => {
    wasHere()
    const studio = mount()
    await appears(studio, () => part(studio, 'frame'))
    expect(studio.renderRoot.querySelector('refreel-history')).not.toBeNull()
  })

  test('a customer whom the page knows has it', async () => {
    const studio = mount()
    studio.session = async () => 'own-token'
    await appears(studio, () => part(studio, 'history'))
  })

  test('it can be left out', async () => {
    wasHere()
    const studio = mount({ 'without-history': '' })
    await appears(studio, () => part(studio, 'drop-area'))
    expect(part(studio, 'history')).toBeNull()
  })
})

describe('the list', () => {
  test('has the newest first, with its picture, its words, when it was made, and that it is a preview', async () => {
    held.worker.preview = true
    const studio = await returning('a cat', 'a dog')
    await look(studio)
    expect(prompts(studio)).toEqual(['a dog', 'a cat'])
    const [facts] = parts(studio, 'history-facts')
    expect(facts?.textContent).toMatch(/^0:03 · .*\d/)
    expect(part(studio, 'history-preview')?.textContent).toBe('Preview')
    expect(parts(studio, 'history-open').map((each) => each.ariaLabel)).toEqual(['Open: a dog', 'Open: a cat'])
    expect(parts(studio, 'history-thumbnail')[0]?.querySelector('img')?.src).toBe(fixtureUrl('cat.jpg'))
  })

  test('keeps each video’s shape', async () => {
    held.worker.posterUrl = fixtureUrl('cat.jpg')
    const studio = await readyStudio({ 'aspect-ratio': '9:16' })
    await make(studio, 'a cat')
    await look(studio)
    await until(() => getComputedStyle(piece(studio, 'history-thumbnail')).display === 'grid')
    const { width, height } = piece(studio, 'history-thumbnail').getBoundingClientRect()
    expect(width / height).toBeCloseTo(9 / 16, 2)
  })

  test('says that there is nothing yet', async () => {
    wasHere()
    const studio = mount()
    const details = await appears(studio, () => part<HTMLDetailsElement>(studio, 'history'))
    details.open = true
    await appears(studio, () => part(studio, 'history-empty'))
    expect(part(studio, 'history-more')).toBeNull()
  })

  test('brings more of them when that is wanted', async () => {
    const studio = await returning('one', 'two', 'three')
    held.worker.pageLength = 2
    await look(studio)
    expect(prompts(studio)).toEqual(['three', 'two'])
    piece(studio, 'history-more').focus()
    piece(studio, 'history-more').click()
    await appears(studio, () => prompts(studio).length === 3)
    expect(lists()[1]?.search.get('cursor')).toBe('2')
    await appears(studio, () => part(studio, 'history-more') === null)
    await until(() => studio.shadowRoot?.activeElement === parts(studio, 'history-open')[2])
  })

  test('is asked for anew each time it is opened', async () => {
    const studio = await returning('one')
    await look(studio)
    piece<HTMLDetailsElement>(studio, 'history').open = false
    piece<HTMLDetailsElement>(studio, 'history').open = true
    await held.worker.arrival('GET', '/v1/generations', 2)
  })

  test('says why it can’t be shown, and tries again when asked to', async () => {
    const studio = await returning('one')
    held.worker.once('GET', '/v1/generations', () => new Error('cut'))
    const details = await appears(studio, () => part<HTMLDetailsElement>(studio, 'history'))
    details.open = true
    await appears(studio, () => part(studio, 'history-problem'))
    piece(studio, 'history-more').click()
    await appears(studio, () => prompts(studio).length === 1)
    expect(part(studio, 'history-problem')).toBeNull()
  })

  test('a run that begins while the list is on its way is in it', async () => {
    const studio = await returning('a cat')
    await studio.addReferences([await fixture('cup.jpg')])
    studio.prompt = 'a cup'
    await phase(studio, 'ready')
    const late = Promise.withResolvers<void>()
    const earlier = [...held.worker.generations.values()]
    held.worker.once('GET', '/v1/generations', async () => {
      await late.promise
      return Response.json({ generations: earlier })
    })
    const details = await appears(studio, () => part<HTMLDetailsElement>(studio, 'history'))
    details.open = true
    await held.worker.arrival('GET', '/v1/generations', lists().length || 1)
    await studio.generate()
    late.resolve()
    await appears(studio, () => parts(studio, 'history-item').length > 1)
    expect(prompts(studio)).toEqual(['a cup', 'a cat'])
  })

  test('follows the run on the stage without being asked again', async () => {
    wasHere()
    const studio = await readyStudio()
    const details = await appears(studio, () => part<HTMLDetailsElement>(studio, 'history'))
    details.open = true
    await appears(studio, () => part(studio, 'history-empty'))
    await studio.generate()
    await appears(studio, () => part(studio, 'history-facts')?.textContent?.startsWith('Waiting in line'))
    held.worker.advance('succeeded')
    await appears(studio, () => part(studio, 'history-facts')?.textContent?.startsWith('0:03'))
    expect(lists()).toHaveLength(1)
  })
})

describe('opening one', () => {
  test('shows it as if it had been found after a reload', async () => {
    const studio = await returning('a cat', 'a dog')
    const [, cat] = await look(studio)
    cat?.querySelector<HTMLElement>('[part=history-open]')?.click()
    await phase(studio, 'done')
    await appears(studio, () => part(studio, 'player'))
    expect(parts(studio, 'history-open')[1]?.getAttribute('aria-current')).toBe('true')
    piece(studio, 'same-button').click()
    await phase(studio, 'ready')
    expect((await appears(studio, () => part<HTMLTextAreaElement>(studio, 'prompt-input'))).value).toBe('a cat')
  })

  test('brings the visitor to it', async () => {
    const studio = await returning('a cat')
    await look(studio)
    await open(studio, 0)
    await until(() => studio.shadowRoot?.activeElement === part(studio, 'frame'))
    expect(piece(studio, 'header').getBoundingClientRect().top).toBeGreaterThanOrEqual(0)
  })

  test('tells the page of each that is shown', async () => {
    const studio = await returning('a cat', 'a dog')
    await look(studio)
    const shown: (string | undefined)[] = []
    studio.addEventListener('refreel-done', ({ detail }) => shown.push(detail.generation.input.prompt))
    await open(studio, 1)
    await open(studio, 0)
    await until(() => shown.length > 1)
    expect(shown).toEqual(['a cat', 'a dog'])
  })

  test('one that is not kept any more is told and leaves the list', async () => {
    const studio = await returning('a cat', 'a dog')
    await look(studio)
    held.worker.once('GET', '/v1/generations/gen_2', () => problem('expired'))
    parts(studio, 'history-open')[0]?.focus()
    parts(studio, 'history-open')[0]?.click()
    await appears(studio, () => part(studio, 'history-problem')?.textContent?.includes('not kept any more'))
    expect(prompts(studio)).toEqual(['a cat'])
    await until(() => studio.shadowRoot?.activeElement === parts(studio, 'history-open')[0])
    expect(studio.phase).toBe('empty')
  })

  test('takes up one that still goes on', async () => {
    const studio = await returning('a cat')
    const generation = [...held.worker.generations.values()].at(-1)
    if (!generation) throw new Error('There is none.')
    const { video: _, ...running } = generation
    held.worker.generations.set(generation.id, { ...running, status: 'processing', sequence: 9 })
    const [cat] = await look(studio)
    cat?.querySelector<HTMLElement>('[part=history-open]')?.click()
    await phase(studio, 'generating')
    held.worker.advance('succeeded')
    await phase(studio, 'done')
  })

  test('loses nothing of what was being composed: there is a way back', async () => {
    const studio = await returning('a cat')
    await studio.addReferences([await fixture('cup.jpg')])
    studio.prompt = 'a cup'
    await phase(studio, 'ready')
    const [cat] = await look(studio)
    cat?.querySelector<HTMLElement>('[part=history-open]')?.click()
    await phase(studio, 'done')
    const back = await appears(studio, () => part(studio, 'back-button'))
    back.click()
    await phase(studio, 'ready')
    expect((await appears(studio, () => part<HTMLTextAreaElement>(studio, 'prompt-input'))).value).toBe('a cup')
    expect(parts(studio, 'reference-name').map(({ textContent }) => textContent)).toEqual(['cup.jpg'])
  })

  test('"make another" of it has its references and no others', async () => {
    const studio = await returning('a cat')
    await studio.addReferences([await fixture('cup.jpg')])
    await phase(studio, 'ready')
    const [cat] = await look(studio)
    cat?.querySelector<HTMLElement>('[part=history-open]')?.click()
    await phase(studio, 'done')
    ;(await appears(studio, () => part(studio, 'another-button'))).click()
    await phase(studio, 'ready')
    await studio.generate()
    const { input } = (await held.worker.arrival('POST', '/v1/generations', 2)).body as { input: object }
    expect(input).toMatchObject({ prompt: 'a cat', reference_images: ['ref_1'] })
    // The studio let go of the draft's references without deleting them.
    expect(held.worker.seen.filter(({ method }) => method === 'DELETE')).toEqual([])
  })

  test('what was being composed is there after a reload too', async () => {
    const studio = await returning('a cat')
    await studio.addReferences([await fixture('cup.jpg')])
    await phase(studio, 'ready')
    await look(studio)
    await open(studio, 0)
    studio.remove()
    const reloaded = mount()
    await phase(reloaded, 'ready')
    expect(parts(reloaded, 'reference-name').map(({ textContent }) => textContent)).toEqual(['cup.jpg'])
  })

  test('a run that goes on is not lost by it: choosing it, or the way back, takes it up', async () => {
    const studio = await lookingBack()
    parts(studio, 'history-open')[0]?.click()
    await phase(studio, 'queued')
    await open(studio, 1)
    const back = await appears(studio, () => part(studio, 'back-button'))
    expect(back.textContent).toBe('Back to your new video')
    back.click()
    await phase(studio, 'queued')
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    expect(held.worker.requests('POST', '/v1/generations')).toHaveLength(2)
    expect(held.worker.seen.filter(({ path }) => path.endsWith('/cancel'))).toEqual([])
  })

  test('a run that ends meanwhile is told, to the page too, and the list knows it without asking', async () => {
    const studio = await lookingBack()
    const done = event(studio, 'refreel-done')
    held.worker.advance('succeeded')
    expect((await done).detail).toMatchObject({ generation: { input: { prompt: 'a cup' } }, resumed: false })
    await appears(studio, () => parts(studio, 'history-facts')[0]?.textContent?.startsWith('0:03'))
    expect(studio.renderRoot.querySelector('#polite')?.textContent).toContain('Your video is ready')
    expect(lists()).toHaveLength(1)
    expect(parts(studio, 'history-open')[1]?.ariaCurrent).toBe('true')
    piece(studio, 'back-button').click()
    await appears(studio, () => parts(studio, 'history-open')[0]?.ariaCurrent === 'true')
  })

  test('a run that goes on meanwhile is what a reload finds', async () => {
    const studio = await lookingBack()
    studio.remove()
    await phase(mount(), 'queued')
  })
})

describe('deleting one', () => {
  test('is asked about first, tells the Worker, says so, and hands the focus on', async () => {
    const studio = await returning('a cat', 'a dog')
    await look(studio)
    parts(studio, 'history-remove')[0]?.click()
    const keep = await appears(studio, () => part(studio, 'history-keep'))
    await until(() => studio.shadowRoot?.activeElement === keep)
    expect(held.worker.seen.filter(({ method }) => method === 'DELETE')).toEqual([])
    piece(studio, 'history-delete').click()
    await held.worker.arrival('DELETE', '/v1/generations/gen_2')
    await appears(studio, () => prompts(studio).length === 1)
    await until(() => studio.shadowRoot?.activeElement === parts(studio, 'history-open')[0])
    expect(studio.renderRoot.querySelector('#polite')?.textContent).toContain('The video was deleted.')
  })

  test('can be thought better of', async () => {
    const studio = await returning('a cat')
    await look(studio)
    piece(studio, 'history-remove').click()
    ;(await appears(studio, () => part(studio, 'history-keep'))).click()
    const remove = await appears(studio, () => part(studio, 'history-remove'))
    await until(() => studio.shadowRoot?.activeElement === remove)
    expect(prompts(studio)).toEqual(['a cat'])
  })

  test('of the one on the stage leads back to composing, and the last one’s focus goes to what opens the list', async () => {
    const studio = await readyStudio()
    await make(studio, 'a cat')
    await look(studio)
    piece(studio, 'history-remove').click()
    ;(await appears(studio, () => part(studio, 'history-delete'))).click()
    await phase(studio, 'ready')
    await until(() => studio.shadowRoot?.activeElement === part(studio, 'history-summary'))
    expect(studio.value).toBe('')
  })

  test('that the Worker refuses is told, and the video stays', async () => {
    const studio = await returning('a cat')
    await look(studio)
    held.worker.once('DELETE', '/v1/generations/gen_1', () => problem('rate-limited'))
    piece(studio, 'history-remove').click()
    ;(await appears(studio, () => part(studio, 'history-delete'))).click()
    await appears(studio, () => part(studio, 'history-problem'))
    expect(prompts(studio)).toEqual(['a cat'])
  })

  test('is what "try again" means then, also where there are more videos', async () => {
    const studio = await returning('one', 'two', 'three')
    held.worker.pageLength = 2
    await look(studio)
    held.worker.once('DELETE', '/v1/generations/gen_3', () => problem('rate-limited'))
    piece(studio, 'history-remove').click()
    ;(await appears(studio, () => part(studio, 'history-delete'))).click()
    await appears(studio, () => part(studio, 'history-problem'))
    expect(part(studio, 'history-more')?.textContent?.trim()).toBe('Try again')
    piece(studio, 'history-more').click()
    await held.worker.arrival('DELETE', '/v1/generations/gen_3', 2)
    await appears(studio, () => prompts(studio).length === 1)
    expect(prompts(studio)).toEqual(['two'])
    expect(part(studio, 'history-problem')).toBeNull()
    expect(part(studio, 'history-more')?.textContent?.trim()).toBe('Show more')
    expect(lists()).toHaveLength(1)
  })

  test('of one that is gone already is done', async () => {
    const studio = await returning('a cat')
    await look(studio)
    held.worker.once('DELETE', '/v1/generations/gen_1', () => problem('not-found'))
    piece(studio, 'history-remove').click()
    ;(await appears(studio, () => part(studio, 'history-delete'))).click()
    await appears(studio, () => part(studio, 'history-empty'))
  })
})

test.each(['light', 'dark'])('axe finds nothing in the open list in %s', async (scheme) => {
  document.documentElement.style.colorScheme = scheme
  document.documentElement.lang = 'en'
  document.body.style.background = 'canvas'
  const studio = await returning('a cat', 'a dog')
  await look(studio)
  parts(studio, 'history-remove')[0]?.click()
  await appears(studio, () => part(studio, 'history-delete'))
  const { violations } = await axe.run(studio, { rules: { 'target-size': { enabled: true } } })
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([])
  document.documentElement.style.colorScheme = ''
  document.body.style.background = ''
})
