/** The name that the prompt uses for a reference, such as `Image 1`; in English in all languages, because the model reads it. */
import type { ReferenceItem } from '../../store/snapshot.ts'

/** Undefined for a reference that has no number, such as a rejected file. */
export function callName({ kind, number }: ReferenceItem): string | undefined {
  if (!number) return undefined
  return `${kind === 'video' ? 'Video' : 'Image'} ${number}`
}
