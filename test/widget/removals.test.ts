/** Deletions that a visitor's removals owe to the Worker, while it can't be reached. */
import { describe, expect, test } from 'vitest'
import { createClient } from '../../widget/client/index.ts'
import { createMemory, type Memory } from '../../widget/client/memory.ts'
import { ENDPOINT, FakeWorker, problem } from './fake-worker.ts'

/** The uploads of a page whose memory other pages share. */
function uploading(worker: FakeWorker, memory: Memory) {
  const fetch = (url: string, init?: RequestInit) => worker.handle(url, init)
  return createClient({ endpoint: ENDPOINT, site: 'site_demo', fetch, memory }).references.uploading()
}

const deleted = (worker: FakeWorker) =>
  worker.seen.filter(({ method }) => method === 'DELETE').map(({ path }) => path.split('/').pop())

describe('deletions that fail', () => {
  test.each([
    ['without a network', () => new Error('offline')],
    ['where the Worker is out of order', () => problem('internal-error')],
  ])('%s are all made up for by the next page, each once', async (_, answer) => {
    const memory = createMemory('https://removals.test', 'site_a', undefined)
    const worker = new FakeWorker()
    const stop = worker.intercept(({ method }) => (method === 'DELETE' ? answer() : undefined))
    const first = await uploading(worker, memory)
    for (const id of ['ref_1', 'ref_2', 'ref_3', 'ref_1']) await first.remove(id)
    expect(memory.get('removals')).toBeDefined()
    stop()
    worker.seen.length = 0

    const second = await uploading(worker, memory)
    await second.settleRemovals()
    expect(deleted(worker).sort()).toEqual(['ref_1', 'ref_2', 'ref_3'])
    expect(memory.get('removals')).toBeUndefined()
    await second.settleRemovals()
    expect(deleted(worker)).toHaveLength(3)
  })

  test('because the reference is gone already are not repeated', async () => {
    const memory = createMemory('https://removals.test', 'site_b', undefined)
    const worker = new FakeWorker()
    worker.intercept(({ method }) => (method === 'DELETE' ? problem('not-found') : undefined))
    await (await uploading(worker, memory)).remove('ref_1')
    expect(memory.get('removals')).toBeUndefined()
  })
})
