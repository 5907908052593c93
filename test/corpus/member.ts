/** What a member of the corpus is: a file that differs from a sound one in one thing. */
import type { Base } from './bases.ts'
import { type Bytes, latin } from './bytes.ts'

export type Member = {
  /** The name of the bent part, as a file name: the judges go by the extension. */
  name: string
  /** The bent part in one sentence. */
  about: string
  /** The sound file that a reader has to show in place of this one; null where no other shows the same. */
  base: Base | null
  bytes: () => Bytes
  /**
   * True where `SECRET` stands in the file beside its pixels: if the file is accepted, the secret must not reach the
   * provider.
   */
  secret?: boolean
  /**
   * For a file that has a box twice where only one is allowed: the file with the first box alone, and with the last one
   * alone.
   */
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
