/** Following a run: by its event stream where that gets through, else by polling, and by the stream again later. */
import { expect, test } from 'vitest'
import { createClient } from '../../widget/client/index.ts'
import { createMemory } from '../../widget/client/memory.ts'
import type { Generation } from '../../worker/contract/generation.ts'
import { ENDPOINT, FakeWorker } from './fake-worker.ts'

const RUN = '/v1/generations/gen_1'
const EVENTS = `${RUN}/events`

test('two event streams that fail are followed by two polls, and then by a stream again', async () => {
  const worker = new FakeWorker()
  const client = createClient({
    endpoint: ENDPOINT,
    site: 'site_demo',
    fetch: (url, init) => worker.handle(url, init),
    memory: createMemory('https://follow.test', 'site_demo'),
  })
  await client.generations.create({ input: { prompt: 'A cat' } }, 'key-1')
  let streams = 0
  worker.intercept(({ path }) => {
    if (path !== EVENTS) return undefined
    streams += 1
    if (streams <= 2) return new Error('blocked by a proxy')
    worker.advance('succeeded')
    return undefined
  })
  const stop = new AbortController()
  const seen: Generation[] = []
  const connected: boolean[] = []
  await client.follow('gen_1', {
    signal: stop.signal,
    seen: (generation) => seen.push(generation),
    connected: (yes) => {
      connected.push(yes)
      // Without this end, polling alone would go on for ever.
      if (connected.length > 6) stop.abort()
      // A network that is there again ends the pause before the next try.
      queueMicrotask(() => dispatchEvent(new Event('online')))
    },
  })
  const paths = worker.seen.map(({ path }) => path).filter((path) => path.startsWith(RUN))
  expect(paths).toEqual([EVENTS, EVENTS, RUN, RUN, EVENTS])
  expect(connected).toEqual([false, false, true, true, true])
  expect(seen.map(({ status }) => status)).toEqual(['queued', 'queued', 'succeeded'])
})
