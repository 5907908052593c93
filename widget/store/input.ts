/** From the snapshot to the Worker's request, and from a run's input back to a draft. */
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import type { Input } from '../../worker/contract/input.ts'
import type { Draft } from './draft.ts'
import type { PageFacts } from './page-facts.ts'
import { defined, omit } from './pick.ts'
import { fillings } from './preset.ts'
import type { ReferenceItem, Snapshot } from './snapshot.ts'

const ids = (references: readonly ReferenceItem[], kind: 'image' | 'video'): string[] =>
  references.flatMap((item) => (item.status === 'ready' && item.kind === kind && item.id ? [item.id] : []))

/** The model's input from the draft and the references that are ready, without the fields that the Worker fills in. */
export function toInput({ draft, references, locked }: Snapshot): Input {
  const images = ids(references, 'image')
  const videos = ids(references, 'video')
  const input = defined<Input>({
    prompt: draft.prompt.trim(),
    reference_images: images.length > 0 ? images : undefined,
    reference_videos: videos.length > 0 ? videos : undefined,
    negative_prompt: draft.negative_prompt.trim() || undefined,
    resolution: draft.resolution,
    aspect_ratio: draft.aspect_ratio,
    duration: draft.duration,
    shot_type: draft.shot_type,
    seed: draft.seed,
  })
  return omit(input, locked) as Input
}

/** The request around an input: the preset with its variables, the page's metadata, and the consent that it requires. */
export function toRequest(snapshot: Snapshot, page: PageFacts, input: Input): GenerationRequest {
  const { preset, variables, consent } = snapshot
  const id = preset?.id ?? page.preset
  const pageVariables = fillings(page.variables)
  // Before the first session only the page's own variables tell which ones its preset has.
  const names = preset?.variables ?? Object.keys(pageVariables)
  const filled = Object.entries({ ...variables, ...pageVariables }).filter(([name]) => names.includes(name))
  return {
    ...(id ? { preset: id } : {}),
    ...(id && filled.length > 0 ? { variables: Object.fromEntries(filled) } : {}),
    input,
    metadata: page.metadata,
    ...(page.requireConsent ? { consent } : {}),
  }
}

/** The draft's fields that a run's input sets; its other fields are absent, so that they can stay as they are. */
export function toDraft(input: Partial<Input>, keepSeed: boolean): Partial<Draft> {
  const { prompt, negative_prompt, resolution, aspect_ratio, duration, shot_type, seed } = input
  const set = defined<Draft>({ prompt, negative_prompt, resolution, aspect_ratio, duration, shot_type })
  return { ...set, seed: keepSeed ? seed : undefined }
}
