/** A file as it leaves for the provider. */
import { patched } from '../../worker/media/redaction/apply.ts'
import type { Patch } from '../../worker/media/redaction/patch.ts'
import { planStripping } from '../../worker/media/redaction/plan.ts'
import type { MediaType } from '../../worker/media/sniff.ts'
import { memorySource } from '../../worker/media/source.ts'

export async function plan(bytes: Uint8Array, type: MediaType): Promise<Patch[]> {
  const patches = await planStripping(memorySource(bytes), type)
  if (patches === 'corrupt') throw new Error('corrupt')
  return patches
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

export async function strip(bytes: Uint8Array, type: MediaType): Promise<Uint8Array<ArrayBuffer>> {
  const body = patched(streamOf(bytes), 0, await plan(bytes, type))
  return new Uint8Array(await new Response(body).arrayBuffer())
}
