/** Deletes what a visitor removed; what can't be deleted now is written down and deleted later, as far as that goes. */
import type { Memory } from '../memory.ts'
import { NetworkError, ProblemError } from '../problem.ts'
import type { Transport } from '../transport.ts'

/** Deletions that are remembered at the same time; what is forgotten expires by itself. */
const MOST = 50

export function createRemovals(transport: Transport, memory: Memory) {
  const read = (): string[] => (memory.get('removals') ?? '').split(' ').filter(Boolean)
  const write = (ids: string[]) => memory.set('removals', ids.slice(-MOST).join(' ') || undefined)

  async function remove(id: string): Promise<void> {
    // Written down first: the page may be closed before the answer comes.
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
    remove,
    /** Deletes what is still owed. */
    async settle(): Promise<void> {
      for (const id of read()) await remove(id)
    },
  }
}
