/** A visitor's uploads, call by call, as a tus client makes them. */
import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import type { Reference } from '../../worker/contract/reference.ts'
import type { Caller } from './caller.ts'
import { sha256 } from './upload-bodies.ts'

export const TUS = { 'tus-resumable': '1.0.0' }

/** The bucket's keys. */
export async function stored(prefix = 'references/'): Promise<string[]> {
  return (await env.BUCKET.list({ prefix })).objects.map((object) => object.key)
}

/** Announces a file. */
export async function create(visitor: Caller, length: number, metadata = ''): Promise<Response> {
  const headers = { ...TUS, 'upload-length': String(length), ...(metadata ? { 'upload-metadata': metadata } : {}) }
  const response = await visitor.fetch('/v1/references', { method: 'POST', headers })
  if (response.status === 201) await response.body?.cancel()
  return response
}

/** The calls of one visitor. */
export function callsOf(visitor: Caller) {
  const calls = {
    /** Announces a file; the upload's address. */
    begin: async (length: number): Promise<string> => (await create(visitor, length)).headers.get('location') ?? '',
    send: (location: string, offset: number, body: BodyInit): Promise<Response> => {
      const headers = { ...TUS, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }
      return visitor.fetch(location, { method: 'PATCH', headers, body })
    },
    offsetOf: async (location: string): Promise<number> => {
      const response = await visitor.fetch(location, { method: 'HEAD', headers: TUS })
      return Number(response.headers.get('upload-offset'))
    },
    recordOf: async (location: string): Promise<Reference> => (await visitor.fetch(location)).json<Reference>(),
    /** Expects the record and the stored bytes of this file. */
    expectWhole: async (location: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
      const record = await calls.recordOf(location)
      const digest = await sha256(bytes)
      expect(record, JSON.stringify(record)).toMatchObject({ status: 'ready', sha256: digest })
      const described = await env.UPLOADS.getByName(record.id).verifiedFile(visitor.who)
      const object = await env.BUCKET.get(described?.key ?? '')
      expect(await sha256((await object?.arrayBuffer()) ?? new ArrayBuffer())).toBe(digest)
    },
  }
  return calls
}
