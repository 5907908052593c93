/** The sender of a measurement: one file to each Worker, over connections that are as plain as can be. */
import type { Measured } from './measured-worker.ts'

/** Bytes of a part in both uploads: R2's least, which is also Refreel's own. */
export const PART_BYTES = 5 * 1024 * 1024
const TUS = { 'tus-resumable': '1.0.0' }

/** Seconds until all bytes were stored as parts, and until the whole could be used. */
export type Times = { stored: number; whole: number }

/** Uploads a file in parts to the bare Worker. */
export async function uploadBare({ url }: Measured, file: Buffer<ArrayBuffer>, key: string): Promise<Times> {
  const began = performance.now()
  const id = encodeURIComponent(await (await fetch(`${url}/${key}`, { method: 'POST' })).json())
  const parts: unknown[] = []
  for (let at = 0; at < file.byteLength; at += PART_BYTES) {
    const body = file.subarray(at, at + PART_BYTES)
    const answer = await fetch(`${url}/${key}?id=${id}&part=${parts.length + 1}`, { method: 'PUT', body })
    parts.push(await answer.json())
  }
  const stored = secondsSince(began)
  const answer = await fetch(`${url}/${key}?id=${id}`, { method: 'POST', body: JSON.stringify(parts) })
  if (!answer.ok) throw new Error(`The bare Worker answered ${answer.status}.`)
  return { stored, whole: secondsSince(began) }
}

/**
 * To ours by tus, in pieces of a part. The last answer comes after the check; the time of the last part, which is then
 * not to be seen from outside, is taken as that of the others, by their sizes.
 */
export async function uploadOurs({ url, headers }: Measured, file: Buffer<ArrayBuffer>): Promise<Times> {
  const began = performance.now()
  const length = file.byteLength
  const created = await fetch(`${url}/v1/references`, {
    method: 'POST',
    headers: { ...headers, ...TUS, 'upload-length': String(length) },
  })
  const location = created.headers.get('location') ?? ''
  let stored = 0
  for (let at = 0; at < length; at += PART_BYTES) {
    if (at + PART_BYTES >= length) stored = (secondsSince(began) * length) / at
    const answer = await fetch(location, {
      method: 'PATCH',
      headers: {
        ...headers,
        ...TUS,
        'upload-offset': String(at),
        'content-type': 'application/offset+octet-stream',
      },
      body: file.subarray(at, at + PART_BYTES),
    })
    if (answer.status !== 204) throw new Error(`Our Worker answered ${answer.status}: ${await answer.text()}`)
  }
  const whole = secondsSince(began)
  const record = (await (await fetch(location, { headers })).json()) as { status: string }
  if (record.status !== 'ready') throw new Error(`The upload is ${record.status}.`)
  return { stored, whole }
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000
}
