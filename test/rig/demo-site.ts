/** The site of the demo shop: made at the first start, and updated with the shop's address at later ones. */

import { Failure } from '../../widget/build/failure.ts'
import type { Problem } from '../../worker/contract/problem.ts'
import type { SiteCreate } from '../../worker/contract/site.ts'

export const DEMO_SITE = 'site_demo'

/** Enough for a person to try everything: at $0.10 a second, forty videos of five seconds a day. */
function demoSite(origins: readonly string[]): SiteCreate {
  return {
    id: DEMO_SITE,
    name: 'Refreel demo shop',
    origins: [...origins],
    budget: { per_hour: 20, per_day: 20, per_month: 200, storage_bytes: 5_000_000_000 },
    quota: {
      generations_per_subject_per_day: 40,
      concurrent_per_subject: 3,
      upload_bytes_per_subject_per_day: 2_000_000_000,
      sessions_per_address_per_hour: 1000,
    },
    allow: { custom_prompt: true, max_duration: 10, resolutions: ['720p', '1080p'], reference_videos: true },
    show_price: true,
  }
}

export async function ensureDemoSite(workerUrl: string, adminToken: string, origins: readonly string[]): Promise<void> {
  const send = (method: string, path: string, body: object) =>
    fetch(`${workerUrl}/v1/admin/sites${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const site = demoSite(origins)
  let answer = await send('POST', '', site)
  if (answer.status === 409) {
    await answer.body?.cancel()
    const { id: _, ...patch } = site
    answer = await send('PATCH', `/${DEMO_SITE}`, patch)
  }
  if (!answer.ok) {
    const problem = (await answer.json().catch(() => ({}))) as Partial<Problem>
    throw new Failure(`The demo site could not be set up: ${problem.detail ?? `HTTP ${answer.status}`}`)
  }
  await answer.body?.cancel()
}
