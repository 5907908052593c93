/** Why a file can't be used, in words for the person who chose it. */

/** `corrupt`: damaged, cut, or not what it begins like. `unsupported-type`: sound, but not for this model. */
export type MediaError = { ok: false; why: 'unsupported-type' | 'corrupt'; detail: string }

/** A damaged or cut file, or one that isn't what it begins like. */
export function corrupt(detail: string): MediaError {
  return { ok: false, why: 'corrupt', detail }
}

/** A sound file that the model can't be expected to read. */
export function unsupported(detail: string): MediaError {
  return { ok: false, why: 'unsupported-type', detail }
}
