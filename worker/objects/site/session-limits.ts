/** Limits that a site's server sets for one customer: never looser than the site's, and counted instead of them. */
import type { InputError } from '../../contract/problem.ts'
import type { SessionLimits } from '../../contract/session.ts'
import type { SiteRecord } from '../../contract/site.ts'

/** Quotas that are counted for each subject. */
type SubjectQuota = 'generations_per_subject_per_day' | 'concurrent_per_subject' | 'upload_bytes_per_subject_per_day'

const QUOTAS: SubjectQuota[] = [
  'generations_per_subject_per_day',
  'concurrent_per_subject',
  'upload_bytes_per_subject_per_day',
]
const BUDGETS = ['per_hour', 'per_day', 'per_month'] as const

/** A limit's size, and its name on the wire. */
export type Cap = { cap: number; limit: string }

/** What is left of one of a subject's quotas; `resetsAt` in milliseconds. */
export type QuotaStanding = Cap & { remaining: number; resetsAt: number }

/** How many more runs a subject may start today, and when the day ends (ms). */
export type RemainingToday = { generations: number; resetsAt: number }

/** A mistake for each limit that is looser than the site's. */
export function looserErrors(
  limits: SessionLimits,
  site: Pick<SiteRecord, 'allow' | 'quota' | 'budget'>,
): InputError[] {
  const errors: InputError[] = []
  const refuse = (field: string, allowed: string | number) =>
    errors.push({ pointer: `/limits/${field}`, detail: `The site itself allows ${allowed}.`, code: 'looser' })
  const { allow, quota, budget } = site
  if (limits.custom_prompt && !allow.custom_prompt) refuse('custom_prompt', 'its presets only')
  if (limits.reference_videos && !allow.reference_videos) refuse('reference_videos', 'pictures only')
  if ((limits.max_duration ?? 0) > allow.max_duration) refuse('max_duration', `${allow.max_duration} seconds`)
  for (const [index, resolution] of (limits.resolutions ?? []).entries()) {
    if (!allow.resolutions.includes(resolution)) refuse(`resolutions/${index}`, allow.resolutions.join(', '))
  }
  for (const name of QUOTAS) if ((limits[name] ?? 0) > quota[name]) refuse(name, quota[name])
  for (const name of BUDGETS) if ((limits.budget?.[name] ?? 0) > budget[name]) refuse(`budget/${name}`, budget[name])
  return errors
}

/** The site as this session may use it. Limits that the operator has tightened since the session began hold too. */
export function tightened<T extends Pick<SiteRecord, 'allow'>>(site: T, limits: SessionLimits | undefined): T {
  const { allow } = site
  const { custom_prompt = true, reference_videos = true, max_duration = allow.max_duration, resolutions } = limits ?? {}
  return {
    ...site,
    allow: {
      custom_prompt: allow.custom_prompt && custom_prompt,
      reference_videos: allow.reference_videos && reference_videos,
      max_duration: Math.min(allow.max_duration, max_duration),
      resolutions: allow.resolutions.filter((name) => resolutions?.includes(name) ?? true),
    },
  }
}

/** The tighter of the site's quota and the session's. */
export function quotaFor({ quota }: Pick<SiteRecord, 'quota'>, limits: SessionLimits | null, name: SubjectQuota): Cap {
  const own = limits?.[name]
  if (own !== undefined && own < quota[name]) return { cap: own, limit: `limits.${name}` }
  return { cap: quota[name], limit: `quota.${name}` }
}
