/** From a reference's id to its bytes; somebody else's id looks like an unknown one. */
import type { Context } from 'hono'
import type { InputError } from '../../contract/problem.ts'
import type { AppEnv } from '../../http/context.ts'
import type { ReferenceBytes } from '../../model/request.ts'
import type { Who } from '../../objects/who.ts'
import { isGenuine } from '../../signing/ids.ts'

export type ResolvedReference =
  | { ok: true; bytes: ReferenceBytes }
  /** `waiting`: nothing is wrong with it, but it is not ready. */
  | { ok: false; waiting: boolean; error: InputError }

/** The bytes behind an id that is named at `pointer`, for this subject. */
export async function resolveReference(
  c: Context<AppEnv>,
  { id, kind, who, pointer }: { id: string; kind: 'image' | 'video'; who: Who; pointer: string },
): Promise<ResolvedReference> {
  const refuse = (detail: string, code: string, waiting = false): ResolvedReference => {
    return { ok: false, waiting, error: { pointer, detail, code } }
  }
  const genuine = await isGenuine(c.get('config').idKey, 'ref', id)
  const described = genuine ? await c.env.UPLOADS.getByName(id).describe(who) : null
  if (described?.ok) {
    if (described.kind === kind) return { ok: true, bytes: described.reference }
    return kind === 'image'
      ? refuse('This is a clip: name it in reference_videos.', 'wrong-kind')
      : refuse('This is a picture: name it in reference_images.', 'wrong-kind')
  }
  if (described?.why === 'not-ready') return refuse('This reference is not ready yet.', 'reference-not-ready', true)
  if (described?.why === 'rejected') return refuse('This file was refused as a reference.', 'reference-rejected')
  return refuse('There is no such reference.', 'unknown-reference')
}

/** The refusal's words for references that are on their way. */
export const NOT_READY = 'A reference is still being uploaded or checked.'
