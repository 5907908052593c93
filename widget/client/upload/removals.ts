/** Deletes references that a visitor removed. A deletion that fails is written down and repeated later. */
import type { Memory } from '../memory.ts'
import { NetworkError, ProblemError } from '../problem.ts'
import type { Transport } from '../transport.ts'

/** Deletions that are remembered at the same time: references that are forgotten here expire by themselves. Ours. */
const MOST = 50

/** Makes the deletions of one memory. */
export function createRemovals(transport: Transport, memory: Memory) {
  const read = (): string[] => (memory.get('removals') ?? '').split(' ').filter(Boolean)
  const write = (ids: string[]) => memory.set('removals', ids.slice(-MOST).join(' ') || undefined)

  async function remove(id: string): Promise<void> {
    // The deletion is remembered before the request: the page may be closed before the answer comes.
    write([...read().filter((other) => other !== id), id])
    try {
      await transport.send(`/v1/references/${encodeURIComponent(id)}`, {
        method: 'DELETE',
        headers: { 'tus-resumable': '1.0.0' },
      })
    } catch (error) {
      const later = error instanceof NetworkError || (error instanceof ProblemError && error.status >= 500)
      if (later || !(error instanceof ProblemError)) return
    }
    write(read().filter((other) => other !== id))
  }

  return {
    /** Deletes a reference, now or at the next `settle()`. Never rejects. */
    remove,
    /** Repeats the deletions that failed. */
    async settle(): Promise<void> {
      for (const id of read()) await remove(id)
    },
  }
}
