/** axe finds nothing in any phase, light or dark, and a screen reader is told what happens. */
import axe from 'axe-core'
import { afterEach, describe, expect, test } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import { FakeTurnstile, type Shown } from './fake-turnstile.ts'
import { problem } from './fake-worker.ts'
import {
  appears,
  fixture,
  mount,
  openOptions,
  part,
  parts,
  phase,
  piece,
  readyStudio,
  until,
  withWorker,
} from './stage.ts'

const held = withWorker()

afterEach(() => {
  document.documentElement.style.colorScheme = ''
})

/** Every rule of WCAG 2.2 AA that axe knows, the size of targets included. */
async function findings(studio: RefreelStudio): Promise<string[]> {
  document.documentElement.lang = 'en'
  document.body.style.background = 'light-dark(#fff, #000)'
  // Waits for the transitions, so that colours are measured as they end up.
  await Promise.allSettled(
    studio.shadowRoot
      ?.getAnimations()
      .map((each) => (each.effect?.getTiming().iterations === 1 ? each.finished : undefined)) ?? [],
  )
  const { violations } = await axe.run(studio, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'target-size': { enabled: true }, region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
  })
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

describe.each(['light', 'dark'])('axe in %s', (scheme) => {
  const scene = async (studio: RefreelStudio) => {
    document.documentElement.style.colorScheme = scheme
    expect(await findings(studio)).toEqual([])
  }

  test('empty', async () => {
    const studio = mount({ 'require-consent': '' })
    await appears(studio, () => part(studio, 'drop-area'))
    await openOptions(studio)
    await scene(studio)
  })

  test('uploading, beside a file that was refused', async () => {
    held.worker.uploadGate = new Promise(() => {})
    const studio = mount()
    await studio.addReferences([await fixture('cat.jpg'), new File(['x'], 'no.jpg')])
    await appears(studio, () => studio.renderRoot.querySelector('[aria-valuenow="50"]'))
    await scene(studio)
  })

  test('several references, of which one was dropped twice and one is not there', async () => {
    const studio = mount({ prompt: 'Image 1 and Image 3' })
    const cat = await fixture('cat.jpg')
    await studio.addReferences([cat, await fixture('cup.jpg'), cat])
    await phase(studio, 'ready')
    await appears(studio, () => part(studio, 'move-button') && part(studio, 'reference-note'))
    await scene(studio)
  })

  test('presets, with a field for what they leave open and options that they fix', async () => {
    const input = { prompt: 'The {product} of Image 1', duration: 3, seed: 1 }
    const spin = { id: 'spin', title: 'Spin', locked: ['prompt', 'duration', 'seed'], variables: ['product'], input }
    held.worker.site = { ...held.worker.site, presets: [spin] }
    const studio = mount()
    const card = await appears(studio, () => studio.renderRoot.querySelectorAll('[part~="preset"]')[1])
    card.querySelector('input')?.click()
    await appears(studio, () => part(studio, 'variable-input') && part(studio, 'prompt-text'))
    await openOptions(studio)
    await scene(studio)
  })

  test('a preset that brings its pictures', async () => {
    const input = { prompt: 'Image 1 shines', reference_images: ['ref_x'], seed: 1 }
    const locked = ['prompt', 'reference_images', 'reference_videos', 'seed']
    held.worker.site = { ...held.worker.site, presets: [{ id: 'a', title: 'Ours', locked, variables: [], input }] }
    const studio = mount({ preset: 'a' })
    await phase(studio, 'ready')
    await appears(studio, () => part(studio, 'preset-title'))
    await scene(studio)
  })

  test('ready', async () => {
    held.worker.preview = true
    const studio = await readyStudio()
    await openOptions(studio)
    await appears(studio, () => part(studio, 'price'))
    await scene(studio)
  })

  test('queued and generating', async () => {
    const studio = await readyStudio()
    await studio.generate()
    await appears(studio, () => part(studio, 'stage'))
    await scene(studio)
    held.worker.advance('processing', { progress: { fraction: 0.4, eta_seconds: 60 } })
    await phase(studio, 'generating')
    await scene(studio)
  })

  test('done', async () => {
    const studio = await readyStudio()
    await studio.generate()
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    await until(() => studio.renderRoot.querySelector('refreel-player')?.shadowRoot?.querySelector('video'))
    await scene(studio)
  })

  test('files of every kind that can’t be used', async () => {
    const studio = mount()
    const heads = ['', '%PDF', 'ID3', 'FLV\x01', '8BPS', 'what is this']
    await studio.addReferences(heads.map((head, at) => new File([head], `${at}.jpg`)))
    await appears(studio, () => parts(studio, 'reference-problem').length === heads.length)
    await scene(studio)
  })

  test('a limit that was met', async () => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', () => problem('quota-exceeded', { retry_after: 9000 }))
    await studio.generate()
    await appears(studio, () => part(studio, 'notice'))
    await scene(studio)
  })

  test('a service that is not there, beside a lost connection', async () => {
    const studio = await readyStudio()
    held.worker.once('POST', '/v1/generations', () => problem('not-configured'))
    await studio.generate()
    dispatchEvent(new Event('offline'))
    await appears(studio, () => parts(studio, 'notice').length === 2)
    await scene(studio)
  })

  test('a challenge, and one that was not passed', async () => {
    const turnstile = new FakeTurnstile()
    window.turnstile = turnstile
    const challenge = { provider: 'turnstile', site_key: '0x4' } as const
    const stop = held.worker.intercept(({ path }) =>
      path === '/v1/sessions' ? problem('challenge-required', { challenge }) : undefined,
    )
    const studio = mount()
    await until(() => turnstile.shown.length > 0)
    const { options } = turnstile.shown[0] as Shown
    options['before-interactive-callback']()
    await appears(studio, () => part(studio, 'challenge')?.matches('.notice'))
    await scene(studio)
    options['unsupported-callback']()
    await appears(studio, () => part(studio, 'retry-button'))
    await scene(studio)
    stop()
    delete window.turnstile
  })

  test('failed', async () => {
    const studio = await readyStudio()
    await studio.generate()
    held.worker.advance('failed', { error: { code: 'provider-failed', message: 'x', retryable: true } })
    await phase(studio, 'failed')
    await scene(studio)
  })
})

describe('announcements', () => {
  const said = (studio: RefreelStudio, region: string) =>
    studio.renderRoot.querySelector(`#${region}`)?.textContent?.trim()

  test('a run is told at its start, at each quarter and at its end', async () => {
    const studio = await readyStudio()
    const spoken: (string | undefined)[] = []
    const polite = studio.renderRoot.querySelector('#polite')
    if (!polite) throw new Error('There is no polite region.')
    new MutationObserver(() => spoken.push(polite.textContent?.trim())).observe(polite, {
      childList: true,
      characterData: true,
    })
    await studio.generate()
    for (const fraction of [0.1, 0.2, 0.3, 0.4, 0.55, 0.8]) {
      held.worker.advance('processing', { progress: { fraction } })
      await appears(studio, () => studio.renderRoot.querySelector(`[aria-valuenow="${Math.round(fraction * 100)}"]`))
    }
    held.worker.advance('succeeded')
    await phase(studio, 'done')
    expect(spoken).toEqual([
      'Waiting in line',
      'Your video is being made.',
      '25% done.',
      '50% done.',
      '75% done.',
      'Your video is ready',
    ])
  })

  test('the regions are there before their texts', async () => {
    const studio = mount()
    await studio.updateComplete
    expect(said(studio, 'polite')).toBe('')
    expect(said(studio, 'assertive')).toBe('')
  })

  test('a refused file is told at once', async () => {
    const studio = mount()
    await studio.addReferences([new File(['x'], 'no.jpg')])
    await appears(studio, () => said(studio, 'assertive')?.includes('no.jpg: This kind of file'))
  })

  test('focus is never lost when what had it makes room, and never moves on progress', async () => {
    const studio = await readyStudio()
    const button = piece(studio, 'generate-button')
    button.focus()
    button.click()
    await phase(studio, 'queued')
    expect(studio.shadowRoot?.activeElement).toBe(part(studio, 'frame'))
    const cancel = await appears(studio, () => part(studio, 'cancel-button'))
    cancel.focus()
    held.worker.advance('processing', { progress: { fraction: 0.5 } })
    await phase(studio, 'generating')
    expect(studio.shadowRoot?.activeElement).toBe(cancel)
  })
})
