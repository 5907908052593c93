/** The widget recognises the same files as the Worker: both read the samples of `fixtures/magic-samples.ts`. */
import { describe, expect, test } from 'vitest'
import { sniff } from '../../widget/files/sniff.ts'
import { MAGIC_SAMPLES } from '../fixtures/magic-samples.ts'

const file = (head: string) => new File([Uint8Array.from(head, (char) => char.charCodeAt(0))], 'file')

describe('the widget', () => {
  test.each(MAGIC_SAMPLES)('recognises %s', async (_, head, found) => {
    expect(await sniff(file(head))).toEqual(found)
  })

  test.each([
    ['PNG', '\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR....acTL....IDAT', 'image/png'],
    ['WebP', 'RIFF....WEBPVP8X\x0a\0\0\0\x02', 'image/webp'],
  ])('takes an animated %s for a picture that the model can’t read', async (_, head, type) => {
    expect(await sniff(file(head))).toEqual({ other: type })
  })

  test('takes a PNG for a still one where "acTL" is among its image data', async () => {
    expect(await sniff(file('\x89PNG\r\n\x1a\n....IDAT....acTL'))).toEqual({ media_type: 'image/png' })
  })
})
