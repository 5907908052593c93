/** From what the visitor chose to the model's nine inputs, and back from a run's inputs to a draft. */
import type { Input } from '../../worker/contract/input.ts'
import type { Draft } from './draft.ts'
import { defined, omit } from './pick.ts'
import type { ReferenceItem, Snapshot } from './snapshot.ts'

const ids = (references: readonly ReferenceItem[], kind: 'image' | 'video'): string[] =>
  references.flatMap((item) => (item.status === 'ready' && item.kind === kind && item.id ? [item.id] : []))

/** A preset's locked fields are left to the Worker. */
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

/** What of a run's input belongs into the composer; fields it doesn't tell stay as they are. */
export function toDraft(input: Partial<Input>, keepSeed: boolean): Partial<Draft> {
  const { prompt, negative_prompt, resolution, aspect_ratio, duration, shot_type, seed } = input
  const told = defined<Draft>({ prompt, negative_prompt, resolution, aspect_ratio, duration, shot_type })
  return { ...told, seed: keepSeed ? seed : undefined }
}
