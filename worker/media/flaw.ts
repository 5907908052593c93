/** What is wrong with a file that can't be used, in words for the person who chose it. */

export type Flaw = { ok: false; why: 'unsupported-type' | 'corrupt'; detail: string }

/** The file is damaged, cut, or not what it begins like. */
export function corrupt(detail: string): Flaw {
  return { ok: false, why: 'corrupt', detail }
}

/** The file is sound, but the model can't be expected to take it. */
export function unsupported(detail: string): Flaw {
  return { ok: false, why: 'unsupported-type', detail }
}
