/** A site's record: defaults, one level of merging, and rules that span fields. */
import type { InputError } from '../../contract/problem.ts'
import { SITE_DEFAULTS, type SiteCreate, type SitePatch, type SiteRecord } from '../../contract/site.ts'
import type { KeptPreset, PresetReference } from '../../model/preset.ts'
import { keptPresets } from './presets.ts'

/** A site's record as it is stored: presets with their references' bytes. */
export type KeptSite = Omit<SiteRecord, 'presets'> & { presets: KeptPreset[] }

/** The answer to a change of the record. */
export type SiteUpdate =
  | { ok: true; record: KeptSite }
  | { ok: false; code: 'unknown-site' | 'reference-gone' }
  | { ok: false; code: 'invalid-input'; errors: InputError[] }

/** The part of a day's budget that an hour may take by default. The contract's rule. */
const HOUR_OF_DAY = 1 / 4

/** The record of a new site, made at `now` (ms). */
export function newRecord({ id, ...fields }: SiteCreate, now: number): KeptSite {
  const base = withDefaults({ id, name: fields.name, created_at: new Date(now).toISOString() })
  return patchedRecord(base, fields, {})
}

/** Fills in defaults, also for fields that are newer than the record. */
export function withDefaults(record: Pick<KeptSite, 'id' | 'name' | 'created_at'> & Partial<KeptSite>): KeptSite {
  const { budget, quota, allow, retention_days, ...plain } = SITE_DEFAULTS
  const perDay = record.budget?.per_day ?? budget.per_day
  return {
    ...structuredClone(plain),
    ...record,
    budget: { per_hour: perDay * HOUR_OF_DAY, ...budget, ...record.budget },
    quota: { ...quota, ...record.quota },
    allow: { ...structuredClone(allow), ...record.allow },
    retention_days: { ...retention_days, ...record.retention_days },
  }
}

/** The record with these parts changed; `null` removes an optional field. `references`: those of the presets, by id. */
export function patchedRecord(
  record: KeptSite,
  patch: SitePatch,
  references: Readonly<Record<string, PresetReference>>,
): KeptSite {
  const { budget, quota, allow, presets, retention_days, home_url, turnstile_site_key, ...plain } = patch
  // An hourly budget that was never set stays a quarter of the day's.
  const follows = record.budget.per_hour === record.budget.per_day * HOUR_OF_DAY
  const perHour = follows && budget?.per_day !== undefined ? { per_hour: budget.per_day * HOUR_OF_DAY } : {}
  const changed: KeptSite = {
    ...record,
    ...defined(plain),
    ...(presets ? { presets: keptPresets(presets, record.presets, references) } : {}),
    ...(home_url ? { home_url } : {}),
    ...(turnstile_site_key ? { turnstile_site_key } : {}),
    budget: { ...record.budget, ...perHour, ...defined(budget) },
    quota: { ...record.quota, ...defined(quota) },
    allow: { ...record.allow, ...defined(allow) },
    retention_days: { ...record.retention_days, ...defined(retention_days) },
  }
  if (home_url === null) delete changed.home_url
  if (turnstile_site_key === null) delete changed.turnstile_site_key
  return changed
}

/** Mistakes that concern several fields together. */
export function recordErrors({ challenge, turnstile_site_key }: KeptSite): InputError[] {
  if (challenge !== 'turnstile' || turnstile_site_key !== undefined) return []
  const detail = 'turnstile_site_key is missing: a page can’t show the challenge without it.'
  return [{ pointer: '/turnstile_site_key', detail, code: 'required' }]
}

function defined<T extends object>(fields: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)) as never
}

/** The record as the operator reads it: without the presets' bytes. */
export function recordView({ presets, ...record }: KeptSite): SiteRecord {
  return { ...record, presets: presets.map(({ references: _, ...preset }) => preset) }
}
