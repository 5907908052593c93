/** Size and length of a picture or clip, read from its headers; nothing is ever decoded. */
import { examine, type MediaFacts, typeOf } from './examine.ts'
import type { Flaw } from './flaw.ts'
import type { ByteSource } from './source.ts'

export type { MediaFacts }
export type ProbeResult = { ok: true; facts: MediaFacts } | Flaw

/** What the file is and how large, or why it can't be told. */
export async function probe(source: ByteSource): Promise<ProbeResult> {
  const typed = await typeOf(source)
  if (!typed.ok) return typed
  const examined = await examine(source, typed.type)
  return examined.ok ? { ok: true, facts: examined.facts } : examined
}
