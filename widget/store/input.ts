/** From what the visitor chose to the model's nine inputs, and back from a run's inputs to a draft. */
import type { Input } from '../../worker/contract/input.ts'
import type { Draft, ReferenceItem, Snapshot } from './snapshot.ts'

const ids = (references: readonly ReferenceItem[], kind: 'image' | 'video'): string[] =>
  references.flatMap((item) => (item.status === 'ready' && item.kind === kind && item.id ? [item.id] : []))

/** Fields that a preset has locked are left to the Worker. */
export function unlocked(input: Input, locked: readonly string[]): Input {
  return Object.fromEntries(Object.entries(input).filter(([field]) => !locked.includes(field))) as Input
}

export function toInput({ draft, references, locked }: Snapshot): Input {
  const images = ids(references, 'image')
  const videos = ids(references, 'video')
  const negative = draft.negative_prompt.trim()
  const input = {
    prompt: draft.prompt.trim(),
    ...(images.length > 0 ? { reference_images: images } : {}),
    ...(videos.length > 0 ? { reference_videos: videos } : {}),
    ...(negative ? { negative_prompt: negative } : {}),
    resolution: draft.resolution,
    aspect_ratio: draft.aspect_ratio,
    duration: draft.duration,
    ...(draft.shot_type ? { shot_type: draft.shot_type } : {}),
    ...(draft.seed === undefined ? {} : { seed: draft.seed }),
  }
  return unlocked(input, locked)
}

/** What of a run's input belongs into the composer; fields it doesn't tell stay as they are. */
export function toDraft(input: Partial<Input>, keepSeed: boolean): Partial<Draft> {
  const { prompt, negative_prompt, resolution, aspect_ratio, duration, shot_type, seed } = input
  return {
    ...(prompt === undefined ? {} : { prompt }),
    ...(negative_prompt === undefined ? {} : { negative_prompt }),
    ...(resolution ? { resolution } : {}),
    ...(aspect_ratio ? { aspect_ratio } : {}),
    ...(duration ? { duration } : {}),
    ...(shot_type ? { shot_type } : {}),
    seed: keepSeed ? seed : undefined,
  }
}
