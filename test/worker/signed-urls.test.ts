/** A signed address of a reference's bytes: for one purpose, until one moment. */
import { expect, it } from 'vitest'
import {
  mediaUrl,
  playbackLeft,
  playbackToken,
  readMediaToken,
  readPreviewToken,
} from '../../worker/signing/signed-urls.ts'
import { ringOf } from './signer.ts'

const NOW = Date.UTC(2026, 5, 1, 12)
const ring = await ringOf(`a:${'A'.repeat(43)}`)
const other = await ringOf(`a:${'B'.repeat(42)}A`)

const claims = {
  key: 'references/site_demo/ref_1',
  media_type: 'image/jpeg' as const,
  generation: 'gen_1',
  attempt: 1,
  expires_at: NOW,
}
const url = await mediaUrl(ring, 'https://refreel.example', claims)
const token = url.split('/').at(-2) ?? ''

it('lets the provider fetch until it ends, and not from then on', async () => {
  expect(await readMediaToken(ring, token, NOW - 1)).toEqual(claims)
  expect(await readMediaToken(ring, token, NOW)).toBeNull()
})

it('opens nothing for another purpose, or with another key', async () => {
  expect(await readPreviewToken(ring, token, NOW - 1)).toBeNull()
  expect(await playbackLeft(ring, token, 'vid_1', NOW - 1)).toBeNull()
  expect(await readMediaToken(other, token, NOW - 1)).toBeNull()
  expect(await readMediaToken(ring, await playbackToken(ring, 'vid_1', NOW), NOW - 1)).toBeNull()
})
