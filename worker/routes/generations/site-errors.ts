/** What a site or a session forbids of an input that the model would take. */

import type { PartialInput } from '../../contract/input.ts'
import {
  DURATION_DEFAULT_SECONDS,
  DURATION_MAX_SECONDS,
  RESOLUTION_DEFAULT,
  RESOLUTIONS,
} from '../../contract/limits.ts'
import type { InputError } from '../../contract/problem.ts'
import type { SessionLimits } from '../../contract/session.ts'
import type { KeptSite } from '../../objects/site/record.ts'

/**
 * Checks the visitor's own part of the input. Fields that a preset fills in are the operator's choice, and the preset's
 * rules say which of them a visitor may change.
 */
export function siteErrors(
  asked: Record<string, unknown>,
  { allow }: Pick<KeptSite, 'allow'>,
  withPreset: boolean,
): InputError[] {
  const errors: InputError[] = []
  const refuse = (field: string, detail: string) =>
    errors.push({ pointer: `/input/${field}`, detail, code: 'not-allowed-here' })
  if (!allow.custom_prompt && !withPreset) refuse('prompt', 'This site makes its presets only.')
  const { reference_videos: clips } = asked
  const duration = asked.duration ?? (withPreset ? undefined : DURATION_DEFAULT_SECONDS)
  if (typeof duration === 'number' && duration > allow.max_duration && duration <= DURATION_MAX_SECONDS) {
    refuse('duration', `This site allows ${allow.max_duration} seconds at most.`)
  }
  const chosen = asked.resolution ?? (withPreset ? undefined : RESOLUTION_DEFAULT)
  const resolution = RESOLUTIONS.find((name) => name === chosen)
  if (resolution && !allow.resolutions.includes(resolution)) {
    refuse('resolution', `This site allows ${allow.resolutions.join(', ')}.`)
  }
  if (!allow.reference_videos && Array.isArray(clips) && clips.length > 0) {
    refuse('reference_videos', 'This site takes pictures only.')
  }
  return errors
}

/**
 * Checks a preset's input against the session's limits, which say what this customer may cost. The visitor's own fields
 * are left to siteErrors().
 */
export function presetErrors(
  input: PartialInput,
  asked: Record<string, unknown>,
  { max_duration, resolutions, reference_videos = true }: SessionLimits,
): InputError[] {
  const { duration = DURATION_DEFAULT_SECONDS, resolution = RESOLUTION_DEFAULT, reference_videos: clips = [] } = input
  const beyond: [string, boolean][] = [
    ['duration', duration > (max_duration ?? duration)],
    ['resolution', resolutions !== undefined && !resolutions.includes(resolution)],
    ['reference_videos', !reference_videos && clips.length > 0],
  ]
  return beyond
    .filter(([field, isBeyond]) => isBeyond && asked[field] === undefined)
    .map(([field]) => ({
      pointer: '/preset',
      detail: `This preset's ${field} is beyond what this session allows.`,
      code: 'not-allowed-here',
    }))
}
