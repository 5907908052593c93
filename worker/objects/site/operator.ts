/** The operator as one of a site's subjects: its own references and runs are kept under a name that no session can have. */

import type { KeptSite } from './record.ts'

/** Days that the operator's own references are kept: until the operator deletes them. */
export const OPERATOR_REFERENCE_DAYS = 36_500

/** The operator's name within a site. */
export function operatorOf(site: string): string {
  return `@${site}`
}

/** True for the operator; a visitor's subject never begins so. */
export function isOperator(subject: string): boolean {
  return subject.startsWith('@')
}

/** The record as it binds this subject: budgets and room bind the operator too, what each visitor may do doesn't. */
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
