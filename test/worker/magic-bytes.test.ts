/** The Worker recognises the same files as the widget: both read the samples of `fixtures/magic-samples.ts`. */
import { describe, expect, it } from 'vitest'
import { foreignName, sniff } from '../../worker/media/sniff.ts'
import { MAGIC_SAMPLES } from '../fixtures/magic-samples.ts'
import { latin } from './media-made.ts'

describe('the Worker', () => {
  it.each(MAGIC_SAMPLES)('recognises %s', (_, head, { media_type, other, unsupported }) => {
    expect(sniff(latin(head))).toBe(media_type ?? null)
    const named = foreignName(latin(head)) !== null
    expect(named).toBe(other !== undefined || unsupported !== undefined)
  })

  it.each([
    ['GIF89a', 'GIF'],
    ['8BPS', 'PSD'],
    ['\0\0\0\x1cftypmif1\0\0\0\0mif1avif', 'AVIF'],
    ['\x1aE\xdf\xa3webm', 'WebM'],
    ['ID3\x04', 'a sound file'],
    ['%PDF', 'a document'],
  ])('has a name for a foreign format: %s', (head, name) => {
    expect(foreignName(latin(head))).toBe(name)
  })
})
