/** The studio as a form field: its value, its validity, and what survives a reload. */
import { describe, expect, test } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import { problem } from './fake-worker.ts'
import { appears, fixture, mount, part, phase, piece, until, withWorker } from './stage.ts'

const held = withWorker()

interface Order {
  form: HTMLFormElement
  studio: RefreelStudio
  entries: () => [string, FormDataEntryValue][]
}

/** A shop's order with a studio in it. */
function place(attributes: Record<string, string>): Order {
  const form = document.createElement('form')
  form.innerHTML = '<input name="size" value="L" />'
  document.body.append(form)
  const studio = mount({ prompt: 'Image 1 turns', ...attributes })
  form.append(studio)
  return { form, studio, entries: () => [...new FormData(form)] }
}

/** A shop's order whose studio is drawn. */
async function order(attributes: Record<string, string> = { name: 'video' }): Promise<Order> {
  const there = place(attributes)
  await there.studio.updateComplete
  return there
}

async function make({ studio }: Order): Promise<void> {
  await studio.addReferences([await fixture('cat.jpg')])
  await phase(studio, 'ready')
  await studio.generate()
  held.worker.advance('succeeded')
  await phase(studio, 'done')
}

/** Whether the form would be sent. */
function submits(form: HTMLFormElement): boolean {
  let sent = false
  form.addEventListener(
    'submit',
    (event) => {
      event.preventDefault()
      sent = true
    },
    { once: true },
  )
  form.requestSubmit()
  return sent
}

describe('the value', () => {
  test('is nothing before, and the video’s id under the studio’s name once it is there', async () => {
    const there = await order()
    expect(there.entries()).toEqual([['size', 'L']])
    expect(there.studio.value).toBe('')
    await there.studio.addReferences([await fixture('cat.jpg')])
    await phase(there.studio, 'ready')
    await there.studio.generate()
    expect(there.entries()).toEqual([['size', 'L']])
    held.worker.advance('succeeded')
    await phase(there.studio, 'done')
    expect(there.entries()).toEqual([
      ['size', 'L'],
      ['video', 'vid_1'],
    ])
    expect(there.studio.value).toBe('vid_1')
  })

  test('goes with the video: "make another" takes it back', async () => {
    const there = await order()
    await make(there)
    piece(there.studio, 'another-button').click()
    await phase(there.studio, 'ready')
    expect(there.entries()).toEqual([['size', 'L']])
  })

  test('is not submitted without a name, and follows a new one', async () => {
    const there = await order({})
    await make(there)
    expect(there.entries()).toEqual([['size', 'L']])
    there.studio.name = 'clip'
    expect(there.entries().at(-1)).toEqual(['clip', 'vid_1'])
  })

  test('belongs to the form that the attribute names', async () => {
    const there = await order()
    const other = document.createElement('form')
    other.id = 'other'
    document.body.append(other)
    there.studio.setAttribute('form', 'other')
    await make(there)
    expect(there.studio.form).toBe(other)
    expect(there.entries()).toEqual([['size', 'L']])
    expect([...new FormData(other)]).toEqual([['video', 'vid_1']])
  })
})

describe('required', () => {
  test('holds the form up in words beside the button, until the video is there', async () => {
    const there = await order({ name: 'video', required: '' })
    const { form, studio } = there
    await appears(studio, () => part(studio, 'generate-button'))
    await studio.addReferences([await fixture('cat.jpg')])
    await phase(studio, 'ready')
    expect(studio.validity.valueMissing).toBe(true)
    expect(studio.validationMessage).toBe('Please make your video first.')
    expect(studio.matches(':invalid')).toBe(true)
    expect(submits(form)).toBe(false)
    expect(studio.shadowRoot?.activeElement).toBe(piece(studio, 'generate-button'))
    await studio.generate()
    await studio.updateComplete
    expect(studio.validationMessage).toBe('Your video is still being made.')
    expect(submits(form)).toBe(false)
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    expect(studio.checkValidity()).toBe(true)
    expect(submits(form)).toBe(true)
  })

  test('can be given and taken at any time', async () => {
    const { form, studio } = await order()
    expect(submits(form)).toBe(true)
    studio.required = true
    await studio.updateComplete
    expect(studio.hasAttribute('required')).toBe(true)
    expect(studio.reportValidity()).toBe(false)
    studio.required = false
    await studio.updateComplete
    expect(submits(form)).toBe(true)
  })

  test('holds nothing up in a fieldset that is disabled, where nobody can reach it', async () => {
    const { form, studio } = await order({ name: 'video', required: '' })
    const fieldset = document.createElement('fieldset')
    form.append(fieldset)
    fieldset.append(studio)
    fieldset.disabled = true
    await studio.updateComplete
    expect(studio.willValidate).toBe(false)
    expect(studio.inert).toBe(true)
    expect(submits(form)).toBe(true)
    fieldset.disabled = false
    expect(studio.inert).toBe(false)
  })

  test('is as inert after such a fieldset as the page had made it before', async () => {
    const { form, studio } = await order({ name: 'video' })
    const fieldset = document.createElement('fieldset')
    form.append(fieldset)
    fieldset.append(studio)
    studio.inert = true
    fieldset.disabled = true
    fieldset.disabled = false
    expect(studio.inert).toBe(true)
  })
})

describe('the form’s reset', () => {
  test('forgets the video and the references, and starts from the page’s values', async () => {
    const there = await order()
    await make(there)
    there.form.reset()
    await phase(there.studio, 'empty')
    expect(there.entries()).toEqual([['size', 'L']])
    expect(there.studio.value).toBe('')
    const prompt = await appears(there.studio, () => part<HTMLTextAreaElement>(there.studio, 'prompt-input'))
    expect(prompt.value).toBe('Image 1 turns')
  })
})

describe('what the browser restores', () => {
  /** A page that is loaded again: its memory of runs is another page's by now. */
  function reloaded(state: string): Order {
    localStorage.clear()
    const there = place({ name: 'video', required: '' })
    there.studio.formStateRestoreCallback(state)
    return there
  }

  test('counts at once, and the video is shown when it was found', async () => {
    await make(await order())
    document.body.replaceChildren()
    const there = reloaded('gen_1 vid_1')
    expect(there.entries().at(-1)).toEqual(['video', 'vid_1'])
    await phase(there.studio, 'done')
    expect(there.studio.checkValidity()).toBe(true)
    expect(part(there.studio, 'player')).not.toBeNull()
    expect(there.entries().at(-1)).toEqual(['video', 'vid_1'])
  })

  test('is taken back when the run is not there any more', async () => {
    held.worker.intercept(({ path }) => (path === '/v1/generations/gen_9' ? problem('not-found') : undefined))
    const there = reloaded('gen_9 vid_9')
    expect(there.studio.value).toBe('vid_9')
    await held.worker.arrival('GET', '/v1/generations/gen_9')
    await until(() => there.studio.validity.valueMissing)
    expect(there.studio.value).toBe('')
    expect(there.entries()).toEqual([['size', 'L']])
  })
})
