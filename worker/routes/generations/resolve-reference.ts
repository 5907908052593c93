/** From a reference's id to its bytes; another subject's id looks like an unknown one. */
import type { Context } from 'hono'
import type { InputError } from '../../contract/problem.ts'
import type { AppEnv } from '../../http/context.ts'
import type { ReferenceBytes } from '../../model/request.ts'
import type { Described } from '../../objects/upload/upload.ts'
import type { Who } from '../../objects/who.ts'
import { isGenuine } from '../../signing/ids.ts'

/** References as their Upload objects describe them, by id; ids with a wrong check code are left out. */
export type DescribedReferences = ReadonlyMap<string, Described>

type ResolvedReference =
  | { ok: true; bytes: ReferenceBytes }
  /** `waiting`: the reference is fine, but still being uploaded or checked. */
  | { ok: false; waiting: boolean; error: InputError }

/** Describes these references for one subject: one call to each Upload object, all at once. */
export async function describeReferences(
  c: Context<AppEnv>,
  ids: readonly string[],
  who: Who,
): Promise<DescribedReferences> {
  const found = await Promise.all(
    [...new Set(ids)].map(async (id) => {
      if (!(await isGenuine(c.get('config').idKey, 'ref', id))) return []
      return [[id, await c.env.UPLOADS.getByName(id).describe(who)] as const]
    }),
  )
  return new Map(found.flat())
}

/** The bytes of the reference that the body names at `pointer`, or the mistake to report there. */
export function resolveReference(
  described: DescribedReferences,
  { id, kind, pointer }: { id: string; kind: 'image' | 'video'; pointer: string },
): ResolvedReference {
  const refuse = (detail: string, code: string, waiting = false): ResolvedReference => {
    return { ok: false, waiting, error: { pointer, detail, code } }
  }
  const found = described.get(id)
  if (found?.ok) {
    if (found.kind === kind) return { ok: true, bytes: found.reference }
    return kind === 'image'
      ? refuse('This is a clip: name it in reference_videos.', 'wrong-kind')
      : refuse('This is a picture: name it in reference_images.', 'wrong-kind')
  }
  if (found?.why === 'not-ready') return refuse('This reference is not ready yet.', 'reference-not-ready', true)
  if (found?.why === 'rejected') return refuse('This file was refused as a reference.', 'reference-rejected')
  return refuse('There is no such reference.', 'unknown-reference')
}

/** The refusal's detail for references that are not ready. */
export const NOT_READY = 'A reference is still being uploaded or checked.'
