/** The operator as a subject of a site: its references and runs have a name that no session can have. */

import type { KeptSite } from './record.ts'

/** Days that the operator's references are kept: a century, so until the operator deletes them. Ours. */
export const OPERATOR_REFERENCE_DAYS = 36_500

/** The operator's name within a site. */
export function operatorOf(site: string): string {
  return `@${site}`
}

/** True for the operator's subject; no visitor's subject begins with @. */
export function isOperator(subject: string): boolean {
  return subject.startsWith('@')
}

/** The record as it binds this subject: quotas per visitor don't bind the operator, budgets and storage do. */
export function forSubject(site: KeptSite, subject: string): KeptSite {
  if (!isOperator(subject)) return site
  const endless = Number.POSITIVE_INFINITY
  return {
    ...site,
    quota: {
      ...site.quota,
      generations_per_subject_per_day: endless,
      concurrent_per_subject: endless,
      upload_bytes_per_subject_per_day: endless,
    },
  }
}
