/** A file as it leaves for the provider. */

import type { MediaType } from '../../worker/contract/magic-bytes.ts'
import { redact } from '../../worker/media/redaction/redact.ts'
import type { Redaction } from '../../worker/media/redaction/redactions.ts'
import { computeRedactions } from '../../worker/media/redaction/stored.ts'
import { memorySource } from '../../worker/media/source.ts'

export async function redactionsFor(bytes: Uint8Array, type: MediaType): Promise<Redaction[]> {
  const redactions = await computeRedactions(memorySource(bytes), type)
  if (redactions === 'corrupt') throw new Error('corrupt')
  return redactions
}

export function streamOf(bytes: Uint8Array, chunk = 1000): ReadableStream<Uint8Array> {
  let offset = 0
  return new ReadableStream({
    pull(controller) {
      if (offset >= bytes.length) return controller.close()
      controller.enqueue(bytes.slice(offset, offset + chunk))
      offset += chunk
    },
  })
}

export async function redacted(bytes: Uint8Array, type: MediaType): Promise<Uint8Array<ArrayBuffer>> {
  const body = redact(streamOf(bytes), 0, await redactionsFor(bytes, type))
  return new Uint8Array(await new Response(body).arrayBuffer())
}
