/** What a player tells search engines of its video. */
import { describe, expect, test } from 'vitest'
import { mount, shown } from './player-page.ts'
import { fixtureUrl, until, withWorker } from './stage.ts'

const held = withWorker()
describe('for search engines', () => {
  const schemas = () => [...document.head.querySelectorAll('script[type="application/ld+json"]')]

  test('the video is told as VideoObject, with the mark of its making, as long as the player is there', async () => {
    held.worker.posterUrl = fixtureUrl('cup.jpg')
    const player = mount({ video: 'vid_1', 'generate-schema': '' })
    await until(() => schemas().length === 1)
    expect(JSON.parse(schemas()[0]?.textContent ?? '')).toEqual({
      '@context': 'https://schema.org',
      '@type': 'VideoObject',
      name: 'A cat',
      description: 'A cat',
      thumbnailUrl: fixtureUrl('cup.jpg'),
      uploadDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      contentUrl: fixtureUrl('cup-turn.mp4'),
      duration: 'PT3S',
      width: 1280,
      height: 720,
      digitalSourceType: 'https://schema.org/TrainedAlgorithmicMediaDigitalSource',
    })
    const [first] = schemas()
    player.video = 'vid_2'
    await until(() => schemas()[0] && schemas()[0] !== first)
    expect(schemas()).toHaveLength(1)
    player.remove()
    await until(() => schemas().length === 0)
  })

  test('it is told of a player that was moved, once, and not after it was taken back', async () => {
    const player = mount({ video: 'vid_1', 'generate-schema': '' })
    await until(() => schemas().length === 1)
    const [first] = schemas()
    const place = document.createElement('div')
    document.body.append(place)
    place.append(player)
    await until(() => schemas().length === 1 && schemas()[0] !== first)
    player.generateSchema = false
    await until(() => schemas().length === 0)
  })

  test('a poster of the page’s own is told, and nothing any more of a player that is gone', async () => {
    const player = mount({ video: 'vid_1', 'generate-schema': '', poster: '/cup.jpg' })
    await until(() => schemas().length === 1)
    expect(JSON.parse(schemas()[0]?.textContent ?? '').thumbnailUrl).toBe(new URL('/cup.jpg', location.href).href)
    player.remove()
    player.alt = 'Another cup'
    await player.updateComplete
    expect(schemas()).toEqual([])
  })

  test('nothing is told unless the page wants it', async () => {
    const player = mount({ video: 'vid_1' })
    await shown(player)
    await player.updateComplete
    expect(schemas()).toEqual([])
  })
})
