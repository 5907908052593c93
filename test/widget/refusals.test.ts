/** A file that can't be used is refused for what it is, before a byte is sent; and the Worker's refusals have words too. */
import { describe, expect, test } from 'vitest'
import type { RefreelStudio } from '../../widget/index.ts'
import type { ProblemCode } from '../../worker/contract/problem.ts'
import { problem } from './fake-worker.ts'
import { appears, fixture, mount, part, parts, phase, withWorker } from './stage.ts'

const held = withWorker()

/** A file of these bytes, one for each character. */
const file = (head: string, name = 'file') =>
  new File([Uint8Array.from(`${head}${'\0'.repeat(200)}`, (char) => char.charCodeAt(0))], name)

async function refusal(studio: RefreelStudio, given: File): Promise<string | undefined> {
  await studio.addReferences([given])
  return (await appears(studio, () => part(studio, 'reference-problem'))).textContent?.trim()
}

describe('before a byte is sent', () => {
  test.each([
    ['a HEIC picture', '\0\0\0\x18ftypheic\0\0\0\0', 'This browser can’t open HEIC. Please save the picture as JPEG.'],
    ['a TIFF picture', 'II*\0', 'This browser can’t open TIFF. Please save the picture as JPEG.'],
    ['a PSD', '8BPS', 'This browser can’t open PSD. Please save the picture as JPEG.'],
    ['a JPEG XL', '\xff\x0a', 'This browser can’t open JPEG XL. Please save the picture as JPEG.'],
    ['a PDF', '%PDF-1.7', 'This is a document, not a picture or clip.'],
    ['a Word document', 'PK\x03\x04', 'This is a document, not a picture or clip.'],
    ['an old Word document', '\xd0\xcf\x11\xe0\xa1\xb1', 'This is a document, not a picture or clip.'],
    ['a web page', '<!DOCTYPE html><html>', 'This is a document, not a picture or clip.'],
    ['an MP3', 'ID3\x04\0', 'This is only sound. A picture or clip is needed.'],
    ['an MP3 without tags', '\xff\xfb\x90', 'This is only sound. A picture or clip is needed.'],
    ['a WAV', 'RIFF\0\0\0\0WAVEfmt ', 'This is only sound. A picture or clip is needed.'],
    ['a voice memo', '\0\0\0\x1cftypM4A \0\0\0\0', 'This is only sound. A picture or clip is needed.'],
    ['a WebM', '\x1aE\xdf\xa3\x9fB\x82\x84webm', 'WebM can’t be used. Please save the clip as MP4 (H.264).'],
    [
      'a Matroska file',
      '\x1aE\xdf\xa3\x9fB\x82\x88matroska',
      'MKV can’t be used. Please save the clip as MP4 (H.264).',
    ],
    ['an AVI', 'RIFF\0\0\0\0AVI LIST', 'AVI can’t be used. Please save the clip as MP4 (H.264).'],
    ['a WMV', '0&\xb2u\x8e\x66\xcf\x11', 'WMV can’t be used. Please save the clip as MP4 (H.264).'],
    [
      'a ProRes clip',
      `\0\0\0\x14ftypqt  \0\0\0\0moov....stsd\0\0\0\0\0\0\0\x01\0\0\0\x66apcn`,
      'ProRes can’t be used. Please save the clip as MP4 (H.264).',
    ],
    ['what nobody knows', 'hello', 'This kind of file can’t be used. Please take JPEG, PNG, WebP, BMP, MP4 or MOV.'],
  ])('%s', async (_, head, words) => {
    const studio = mount()
    expect(await refusal(studio, file(head))).toBe(words)
    expect(held.worker.requests('POST', '/v1/references')).toHaveLength(0)
  })

  test('an empty file', async () => {
    expect(await refusal(mount(), new File([], 'nothing.jpg'))).toBe('The file is empty.')
  })

  test('the page hears the contract’s reason, and the words that the visitor reads', async () => {
    const studio = mount()
    const heard: { code: string; message: string }[] = []
    studio.addEventListener('refreel-error', ({ detail }) => heard.push(detail))
    await studio.addReferences([file('%PDF-1.7', 'letter.pdf'), new File([], 'nothing.jpg')])
    await appears(studio, () => parts(studio, 'reference-problem').length === 2)
    expect(heard).toMatchObject([
      { code: 'unsupported-type', message: 'This is a document, not a picture or clip.' },
      { code: 'corrupt', message: 'The file is empty.' },
    ])
    await appears(studio, () =>
      studio.renderRoot.querySelector('#assertive')?.textContent?.includes('nothing.jpg: The file is empty.'),
    )
  })

  test.each(['cup-turn.mp4', 'cat.jpg'])('%s is taken', async (name) => {
    const studio = mount()
    await studio.addReferences([await fixture(name)])
    await phase(studio, 'ready')
    expect(part(studio, 'reference-problem')).toBeNull()
  })
})

describe('by the Worker', () => {
  const other = 'It could not be sent.'

  test('an address that it doesn’t fetch from is no question of fields', async () => {
    const studio = mount({ 'reference-images': 'https://elsewhere.test/cat.jpg' })
    const errors = [{ pointer: '/url', detail: 'x', code: 'host-not-allowed' }]
    held.worker.once('POST', '/v1/references/import', () => problem('invalid-input', { errors }))
    const shown = await appears(studio, () => part(studio, 'reference-problem'))
    expect(shown.textContent?.trim()).toBe(other)
  })

  test.each<ProblemCode>([
    'too-large',
    'quota-exceeded',
    'storage-exhausted',
    'storage-unavailable',
    'rate-limited',
    'origin-not-allowed',
    'insufficient-scope',
    'not-configured',
    'unknown-site',
    'not-found',
    'expired',
    'challenge-failed',
    'challenge-unavailable',
  ])('%s has words of its own', async (code) => {
    const studio = mount({ 'reference-images': 'ref_1' })
    held.worker.intercept(({ path }) => (path === '/v1/references/ref_1' ? problem(code) : undefined))
    const shown = await appears(studio, () => part(studio, 'reference-problem'))
    expect(shown.textContent?.trim()).not.toBe('')
    expect(shown.textContent?.trim()).not.toBe(other)
  })

  test('a clip in a coding that it doesn’t take is refused for that', async () => {
    const studio = mount()
    held.worker.intercept(({ method, path }) =>
      method === 'GET' && path.startsWith('/v1/references/')
        ? Response.json({
            id: path.split('/')[3],
            status: 'rejected',
            kind: 'video',
            bytes: 1,
            created_at: '2026-01-01T00:00:00Z',
            expires_at: '2026-01-01T00:00:00Z',
            problem: { code: 'unsupported-type', detail: 'x' },
          })
        : undefined,
    )
    expect(await refusal(studio, await fixture('cup-turn.mp4'))).toBe(
      'The model can’t read how this clip is encoded. Please save it as MP4 (H.264).',
    )
  })
})
