/** A site's record from what its operator wrote: small defaults, one level of merging, per_hour a quarter of per_day. */
import { SITE_DEFAULTS, type SiteCreate, type SitePatch, type SiteRecord } from '../../contract/site.ts'

export function newRecord({ id, ...fields }: SiteCreate, now: number): SiteRecord {
  const { budget, ...defaults } = SITE_DEFAULTS
  const perDay = fields.budget?.per_day ?? budget.per_day
  const base: SiteRecord = {
    id,
    ...defaults,
    name: fields.name,
    budget: { per_hour: perDay / 4, ...budget },
    created_at: new Date(now).toISOString(),
  }
  return patchedRecord(base, fields)
}

export function patchedRecord(record: SiteRecord, patch: SitePatch): SiteRecord {
  const { budget, quota, allow, retention_days, ...plain } = patch
  return {
    ...record,
    ...defined(plain),
    budget: { ...record.budget, ...defined(budget) },
    quota: { ...record.quota, ...defined(quota) },
    allow: { ...record.allow, ...defined(allow) },
    retention_days: { ...record.retention_days, ...defined(retention_days) },
  }
}

function defined<T extends object>(fields: T | undefined): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields ?? {}).filter(([, value]) => value !== undefined)) as never
}
