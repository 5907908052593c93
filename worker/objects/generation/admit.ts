/** `reserving` → `queued`: the site's yes to the money, or its refusal. */
import type { SiteAdmission } from '../site/site.ts'
import type { StepContext } from './step-context.ts'

/** Asks the site; a refusal leaves nothing of the attempt behind. */
export async function admit({ env, store }: StepContext): Promise<SiteAdmission> {
  const { id, plan, estimated } = store.request()
  const { number, subject, capability, limits } = store.attempt()
  const digests = [...plan.images, ...plan.videos].map((reference) => reference.sha256)
  const asked = { generation: id, attempt: number, subject, micros: estimated, limits }
  const admission = await env.SITES.getByName(plan.site).admit(asked, [...new Set(digests)])
  // An answer that comes late, to an attempt that is another one by now, changes nothing.
  const current = store.exists() ? store.attempt() : null
  if (current?.state !== 'reserving' || current.capability !== capability) return admission
  if (admission.ok) store.go('queued', { keys: admission.keys })
  else store.forgetAttempt(number)
  return admission
}
