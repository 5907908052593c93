/** What the prompt calls a reference by; always in English, because the model reads it. */
import type { ReferenceItem } from '../../store/snapshot.ts'

export function callName({ kind, number }: ReferenceItem): string | undefined {
  if (!number) return undefined
  return `${kind === 'video' ? 'Video' : 'Image'} ${number}`
}
