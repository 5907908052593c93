/** A reference that can't be used fails its run, for free, and the error says what is wrong with it. */
import { expect, test } from 'vitest'
import { startSession } from '../session.ts'

const rules: [rule: string, input: (reference: (name: string) => string) => object, error: string | RegExp][] = [
  [
    'a reference that is not there',
    (reference) => ({ reference_images: [reference('cat.jpg'), reference('none.jpg')] }),
    'reference_images.1 could not be fetched: 404 Not Found',
  ],
  [
    'a server that is not there',
    () => ({ reference_images: ['http://127.0.0.1:1/cat.jpg'] }),
    /^reference_images\.0 could not be fetched: /,
  ],
  [
    'an image that is a text',
    (reference) => ({ reference_images: [reference('README.md')] }),
    'reference_images.0 is not a jpg, png, bmp or webp file',
  ],
  [
    'a clip that is an image',
    (reference) => ({ reference_images: [], reference_videos: [reference('cat.jpg')] }),
    'reference_videos.0 is not a mp4 or mov file',
  ],
  [
    'an uploaded file that is not there',
    () => ({ reference_images: ['https://api.replicate.com/v1/files/none'] }),
    'reference_images.0 could not be fetched: 404 Not Found',
  ],
]

test.each(rules)('%s', async (_, input, error) => {
  const { create, control, site } = await startSession({ cannedVideo: undefined })
  const { body } = await create(input(site.reference), {}, { prefer: 'wait' })
  expect(body).toMatchObject({ status: 'failed', output: null, error: expect.stringMatching(error) })
  expect((await control('GET', '/stats')).body.billed_seconds).toBe(0)
})
