/** What a member of the corpus is: a file that differs from a sound one in one thing. */
import type { Base } from './bases.ts'
import { type Bytes, latin } from './bytes.ts'

export type Member = {
  /** What is bent, as a file name: the judges go by its extension. */
  name: string
  /** The same in one sentence. */
  about: string
  /** The sound file that a reader has to show in place of this one; null where no other shows the same. */
  base: Base | null
  bytes: () => Bytes
  /** Whether `SECRET` stands in it beside its pixels: of a file that is taken, it must not reach the provider. */
  secret?: boolean
  /** Where a box that may stand once stands twice: the file with the first one alone, and with the last one alone. */
  readings?: () => Bytes[]
}

/** A name, a sentence, and how the bytes are made. */
export type Line = [name: string, about: string, bytes: () => Bytes, more?: Partial<Member>]

/** Members that are held against the same base, unless a line names another one. */
export function members(base: Base, lines: Line[]): Member[] {
  return lines.map(([name, about, bytes, more]) => ({ name, about, base, bytes, ...more }))
}

/** Stands where somebody hid something. */
export const SECRET = latin('hidden: 48.8584 N 2.2945 E, PIN 4711')
