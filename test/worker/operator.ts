/** The operator of a site, calling the Worker from a terminal. */
import { expect } from 'vitest'
import type { PresetFields } from '../../worker/contract/preset.ts'
import type { Reference } from '../../worker/contract/reference.ts'
import type { SiteRecord } from '../../worker/contract/site.ts'
import { admin, base64, json } from './caller.ts'
import { CAT_PNG } from './fixtures.ts'

/** Uploads a file in one request and gives its record. */
export async function operatorUploads(
  bytes: Uint8Array<ArrayBuffer> = CAT_PNG,
  site = 'site_test',
  filename = 'mascot.png',
): Promise<Reference> {
  const response = await admin(`/v1/admin/sites/${site}/references`, {
    method: 'POST',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.byteLength),
      'upload-metadata': `filename ${base64(filename)}`,
      'content-type': 'application/offset+octet-stream',
    },
    body: bytes,
  })
  expect(response.status, await response.clone().text()).toBe(201)
  return (await admin(response.headers.get('location') ?? '')).json<Reference>()
}

/** Replaces the site's presets by these. */
export function putPresets(presets: unknown[], site = 'site_test'): Promise<Response> {
  return admin(`/v1/admin/sites/${site}`, json({ presets }, { method: 'PATCH' }))
}

/** The presets as they were saved. */
export async function savePresets(presets: PresetFields[], site = 'site_test'): Promise<SiteRecord['presets']> {
  const response = await putPresets(presets, site)
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json<SiteRecord>()).presets
}
