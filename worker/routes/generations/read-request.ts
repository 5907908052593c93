/**
 * From the body of a generation request to a plan: reports every mistake at once, and replaces references by their
 * bytes.
 */
import type { Context } from 'hono'
import * as v from 'valibot'
import { type GenerationRequest, GenerationRequestSchema, OwnRequestSchema } from '../../contract/generation.ts'
import type { Input, PartialInput } from '../../contract/input.ts'
import { REFERENCES_MAX } from '../../contract/limits.ts'
import { type InputError, jsonPointer } from '../../contract/problem.ts'
import { check, invalid } from '../../http/body.ts'
import { type AppEnv, whoAsks } from '../../http/context.ts'
import { Refusal } from '../../http/problem.ts'
import { applyPreset, type KeptPreset } from '../../model/preset.ts'
import { fillDefaults, type Plan, type ReferenceBytes, referenceCountErrors } from '../../model/request.ts'
import { isOperator } from '../../objects/site/operator.ts'
import type { KeptSite } from '../../objects/site/record.ts'
import { type DescribedReferences, describeReferences, NOT_READY, resolveReference } from './resolve-reference.ts'
import { presetErrors, siteErrors } from './site-errors.ts'

/** A request that is complete but for its seed. */
export type ReadRequest = {
  plan: Omit<Plan, 'input'> & { input: Omit<Plan['input'], 'seed'> }
  /** The caller's or the preset's seed; null where neither names one. */
  seed: number | null
  /** The caller's own references, by their ids in the body. */
  imageIds: string[]
  videoIds: string[]
} & Pick<GenerationRequest, 'metadata' | 'consent'>

/** Describes the references that the body names, also in a body with mistakes. */
export function describeNamed(c: Context<AppEnv>, body: unknown): Promise<DescribedReferences> {
  const input = inputOf(body)
  return describeReferences(c, [...idsIn(input?.reference_images), ...idsIn(input?.reference_videos)], whoAsks(c))
}

/** The plan that the body describes, with its references' bytes; throws a Refusal with every mistake. */
export function readRequest(
  c: Context<AppEnv>,
  body: unknown,
  site: KeptSite,
  described: DescribedReferences,
): ReadRequest {
  const named = v.is(v.looseObject({ preset: v.string() }), body) ? body.preset : null
  const preset = site.presets.find(({ id }) => id === named) ?? null
  const parsed = check(named === null ? OwnRequestSchema : GenerationRequestSchema, body)
  const asked = inputOf(body)
  const errors: InputError[] = parsed.ok ? [] : [...parsed.errors]
  if (named !== null && !preset) {
    errors.push({ pointer: '/preset', detail: 'This site has no such preset.', code: 'unknown-preset' })
  }
  const merged = parsed.ok ? mergedInput(parsed.value, preset, site) : { input: asked, errors: [] }
  errors.push(...merged.errors)
  const { subject, limits } = c.get('session')
  if (preset && limits && parsed.ok) errors.push(...presetErrors(merged.input ?? {}, asked ?? {}, limits))
  if (!isOperator(subject)) errors.push(...siteErrors(asked ?? {}, site, preset !== null))
  if (named === null || preset) errors.push(...referenceCountErrors(merged.input))
  const images = resolve(described, 'reference_images', merged.input, preset)
  const videos = resolve(described, 'reference_videos', merged.input, preset)
  errors.push(...images.errors, ...videos.errors)
  if (!parsed.ok || errors.length > 0) throw invalid(errors)
  const waiting = [...images.waiting, ...videos.waiting]
  if (waiting.length > 0) throw new Refusal('reference-not-ready', { detail: NOT_READY, errors: waiting })
  const {
    reference_images: _images,
    reference_videos: _videos,
    seed = null,
    ...input
  } = fillDefaults(merged.input as Input)
  const { metadata, consent } = parsed.value
  return {
    plan: {
      site: site.id,
      model: c.get('config').provider.model,
      input,
      images: images.bytes,
      videos: videos.bytes,
    },
    seed,
    imageIds: images.own,
    videoIds: videos.own,
    metadata,
    consent,
  }
}

/** The body's `input`, whatever it holds; undefined where it is no object. */
function inputOf(body: unknown): Record<string, unknown> | undefined {
  return v.is(v.looseObject({ input: v.looseObject({}) }), body) ? body.input : undefined
}

/** The input to run: the caller's, merged over the preset's where the body names one. */
function mergedInput(
  { input = {}, variables = {} }: GenerationRequest,
  preset: KeptPreset | null,
  site: KeptSite,
): { input: PartialInput; errors: InputError[] } {
  if (preset) return applyPreset(preset, { input, variables }, site.allow.custom_prompt)
  const errors = Object.keys(variables).map((name) => ({
    pointer: jsonPointer(['variables', name]),
    detail: 'Variables fill the placeholders of a preset, and none is named.',
    code: 'unknown-variable',
  }))
  return { input, errors }
}

type Resolved = { bytes: ReferenceBytes[]; own: string[]; errors: InputError[]; waiting: InputError[] }

/** The bytes behind the ids of one list, the preset's and the caller's. */
function resolve(
  described: DescribedReferences,
  field: 'reference_images' | 'reference_videos',
  input: Record<string, unknown> | undefined,
  preset: KeptPreset | null,
): Resolved {
  const resolved: Resolved = { bytes: [], own: [], errors: [], waiting: [] }
  const kind = field === 'reference_images' ? 'image' : 'video'
  for (const [index, id] of listed(input?.[field]).entries()) {
    if (typeof id !== 'string') continue
    const known = preset && Object.hasOwn(preset.references, id) ? preset.references[id] : undefined
    if (known?.kind === kind) {
      const { kind: _, ...bytes } = known
      resolved.bytes.push(bytes)
      continue
    }
    const found = resolveReference(described, { id, kind, pointer: `/input/${field}/${index}` })
    if (found.ok) {
      resolved.bytes.push(found.bytes)
      resolved.own.push(id)
    } else if (found.waiting) resolved.waiting.push(found.error)
    else resolved.errors.push(found.error)
  }
  return resolved
}

/** The entries that are looked up; the schema refuses a longer list. */
function listed(list: unknown): unknown[] {
  return Array.isArray(list) ? list.slice(0, REFERENCES_MAX) : []
}

function idsIn(list: unknown): string[] {
  return listed(list).filter((id) => typeof id === 'string')
}
