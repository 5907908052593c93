/** Remembers the unfinished upload of each file: after a reload, a visitor who chooses the file again resumes that upload. */
import type { Memory } from '../memory.ts'

interface UnfinishedUpload {
  id: string
  /** The upload's owner; a renewed session has the same subject. */
  subject?: string | undefined
  /** When the Worker deletes the upload, in milliseconds since 1970. */
  until: number
}

/** Uploads that are remembered at the same time; the oldest are forgotten. Ours. */
const MOST = 50

/** Ids of uploads that a studio of this page sends: a file chosen twice gets two uploads. */
const claimed = new Set<string>()

/** Makes the memory of unfinished uploads. `now` is in milliseconds since 1970. */
export function createUnfinished(memory: Memory, now: () => number) {
  /** All uploads that have not expired, by the file's fingerprint. */
  function read(): Record<string, UnfinishedUpload> {
    try {
      const all = JSON.parse(memory.get('uploads') ?? '{}') as Record<string, UnfinishedUpload>
      return Object.fromEntries(Object.entries(all).filter(([, { until }]) => until > now()))
    } catch {
      return {}
    }
  }
  function write(all: [string, UnfinishedUpload][]): void {
    memory.set('uploads', all.length > 0 ? JSON.stringify(Object.fromEntries(all.slice(-MOST))) : undefined)
  }
  return {
    /** The id of this subject's unfinished upload of a file, unless a studio of this page sends it. */
    find(fingerprint: string, subject: string | undefined): string | undefined {
      const upload = read()[fingerprint]
      return upload && upload.subject === subject && !claimed.has(upload.id) ? upload.id : undefined
    },
    keep(fingerprint: string, upload: UnfinishedUpload): void {
      const { [fingerprint]: _, ...others } = read()
      write([...Object.entries(others), [fingerprint, upload]])
    },
    /** Forgets an upload that is finished, refused, removed or gone. */
    drop(id: string): void {
      claimed.delete(id)
      const all = Object.entries(read())
      const left = all.filter(([, upload]) => upload.id !== id)
      if (left.length < all.length) write(left)
    },
    /** Marks an upload as being sent. */
    claim: (id: string) => void claimed.add(id),
    /** Marks an upload as not being sent, for others to resume. */
    release: (id: string) => void claimed.delete(id),
  }
}
