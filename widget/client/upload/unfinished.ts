/** Remembers which file is on its way to which upload, so that a visitor who reloads can choose it again and go on. */
import type { Memory } from '../memory.ts'

interface Kept {
  id: string
  /** Whose upload it is; a renewed session has the same subject. */
  subject?: string | undefined
  /** Milliseconds of this machine's clock. */
  until: number
}

/** Uploads that are remembered at the same time; the oldest make room. */
const MOST = 50

/** Uploads that somebody on this page is sending: the same file chosen twice is two uploads. */
const claimed = new Set<string>()

export function createKept(memory: Memory, now: () => number) {
  /** Expired entries are dropped with the next write. */
  function read(): Record<string, Kept> {
    try {
      const all = JSON.parse(memory.get('uploads') ?? '{}') as Record<string, Kept>
      return Object.fromEntries(Object.entries(all).filter(([, { until }]) => until > now()))
    } catch {
      return {}
    }
  }
  function write(all: [string, Kept][]): void {
    memory.set('uploads', all.length > 0 ? JSON.stringify(Object.fromEntries(all.slice(-MOST))) : undefined)
  }
  return {
    /** This subject's unfinished upload of this file, unless somebody on the page is at it. */
    find(fingerprint: string, subject: string | undefined): string | undefined {
      const kept = read()[fingerprint]
      return kept && kept.subject === subject && !claimed.has(kept.id) ? kept.id : undefined
    },
    keep(fingerprint: string, kept: Kept): void {
      const { [fingerprint]: _, ...others } = read()
      write([...Object.entries(others), [fingerprint, kept]])
    },
    /** It is ready, refused, removed or gone. */
    drop(id: string): void {
      claimed.delete(id)
      const all = Object.entries(read())
      const left = all.filter(([, kept]) => kept.id !== id)
      if (left.length < all.length) write(left)
    },
    claim: (id: string) => void claimed.add(id),
    /** Nobody on this page is at it any more, but it may be continued. */
    release: (id: string) => void claimed.delete(id),
  }
}
export type KeptUploads = ReturnType<typeof createKept>
