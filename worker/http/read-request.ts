/** From the body of a generation request to a plan: every mistake at once, references by their bytes. */
import type { Context } from 'hono'
import * as v from 'valibot'
import { type GenerationRequest, GenerationRequestSchema } from '../contract/generation.ts'
import type { InputError } from '../contract/problem.ts'
import type { SiteRecord } from '../contract/site.ts'
import { fillDefaults, type Plan, type ReferenceBytes, referenceCountErrors } from '../model/request.ts'
import { isGenuine } from '../signing/ids.ts'
import { check, invalid } from './body.ts'
import type { AppEnv } from './context.ts'
import { Refusal } from './problem.ts'

/** A request that could be run but for its seed. */
export type ReadRequest = {
  request: GenerationRequest
  plan: Omit<Plan, 'input'> & { input: Omit<Plan['input'], 'seed'> }
}

/** Reads the body, or refuses with all that is wrong in it. */
export async function readRequest(c: Context<AppEnv>, body: unknown, site: SiteRecord): Promise<ReadRequest> {
  const hasInput = v.is(v.looseObject({ input: v.looseObject({}) }), body)
  const raw = hasInput ? body.input : {}
  const parsed = check(GenerationRequestSchema, body)
  const errors = [
    ...(parsed.ok ? [] : parsed.errors),
    ...referenceCountErrors(hasInput ? raw : undefined),
    ...siteErrors(raw, site),
  ]
  if (parsed.ok && parsed.value.preset !== undefined) {
    errors.push({ pointer: '/preset', detail: 'This site has no such preset.', code: 'unknown-preset' })
  }
  const images = await resolve(c, 'reference_images', raw, 'image')
  const videos = await resolve(c, 'reference_videos', raw, 'video')
  errors.push(...images.errors, ...videos.errors)
  if (!parsed.ok || errors.length > 0) throw invalid(errors)
  const waiting = [...images.waiting, ...videos.waiting]
  if (waiting.length > 0) {
    throw new Refusal('reference-not-ready', {
      detail: 'A reference is still being uploaded or checked.',
      errors: waiting,
    })
  }
  const {
    reference_images: _images,
    reference_videos: _videos,
    seed: _seed,
    ...input
  } = fillDefaults(parsed.value.input)
  const { model } = c.get('config').provider
  return { request: parsed.value, plan: { site: site.id, model, input, images: images.bytes, videos: videos.bytes } }
}

/** What this site doesn't allow, of what the model would. */
function siteErrors(raw: Record<string, unknown>, { allow }: SiteRecord): InputError[] {
  const errors: InputError[] = []
  const refuse = (field: string, detail: string) =>
    errors.push({ pointer: `/input/${field}`, detail, code: 'not-allowed-here' })
  if (!allow.custom_prompt) refuse('prompt', 'This site makes its presets only.')
  if (typeof raw.duration === 'number' && raw.duration > allow.max_duration && raw.duration <= 10) {
    refuse('duration', `This site allows ${allow.max_duration} seconds at most.`)
  }
  const { resolution = '1080p' } = raw
  if (resolution === '720p' || resolution === '1080p') {
    if (!allow.resolutions.includes(resolution))
      refuse('resolution', `This site allows ${allow.resolutions.join(', ')}.`)
  }
  if (!allow.reference_videos && Array.isArray(raw.reference_videos) && raw.reference_videos.length > 0) {
    refuse('reference_videos', 'This site takes pictures only.')
  }
  return errors
}

type Resolved = { bytes: ReferenceBytes[]; errors: InputError[]; waiting: InputError[] }

/** The bytes behind the ids of one list; somebody else's id looks like an unknown one. */
async function resolve(
  c: Context<AppEnv>,
  field: 'reference_images' | 'reference_videos',
  raw: Record<string, unknown>,
  kind: 'image' | 'video',
): Promise<Resolved> {
  const resolved: Resolved = { bytes: [], errors: [], waiting: [] }
  const list = Array.isArray(raw[field]) ? raw[field].slice(0, 5) : []
  const { subject } = c.get('session')
  for (const [index, id] of list.entries()) {
    if (typeof id !== 'string') continue
    const pointer = `/input/${field}/${index}`
    const genuine = await isGenuine(c.get('config').idKey, 'ref', id)
    const described = genuine
      ? await c.env.UPLOADS.getByName(id).describe(subject)
      : ({ ok: false, why: 'unknown' } as const)
    if (described.ok && described.kind === kind) resolved.bytes.push(described.reference)
    else if (described.ok) {
      const detail =
        kind === 'image'
          ? 'This is a clip: name it in reference_videos.'
          : 'This is a picture: name it in reference_images.'
      resolved.errors.push({ pointer, detail, code: 'wrong-kind' })
    } else if (described.why === 'not-ready') {
      resolved.waiting.push({ pointer, detail: 'This reference is not ready yet.', code: 'reference-not-ready' })
    } else if (described.why === 'rejected') {
      resolved.errors.push({ pointer, detail: 'This file was refused as a reference.', code: 'reference-rejected' })
    } else {
      resolved.errors.push({ pointer, detail: 'There is no such reference.', code: 'unknown-reference' })
    }
  }
  return resolved
}
