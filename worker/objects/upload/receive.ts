/** Streams a body of known length into R2 and computes its SHA-256 on the way; no more of it in memory than a chunk. */

export type Received = { ok: true; sha256: string } | { ok: false; why: 'cut' | 'too-long' }

/** Stores exactly `length` bytes of `body` under `key`; anything shorter or longer stores nothing. */
export async function receive(
  bucket: R2Bucket,
  key: string,
  body: ReadableStream<Uint8Array>,
  length: number,
): Promise<Received> {
  const fixed = new FixedLengthStream(length)
  const digest = new crypto.DigestStream('SHA-256')
  const stored = bucket.put(key, fixed.readable)
  // A put that fails is seen below; without this it would also be reported as unhandled while the body still flows.
  stored.catch(() => undefined)
  digest.digest.catch(() => undefined)
  const file = fixed.writable.getWriter()
  const hash = digest.getWriter()
  for (const writer of [file, hash]) writer.closed.catch(() => undefined)
  let received = 0
  try {
    for await (const chunk of body) {
      received += chunk.byteLength
      if (received > length) throw new RangeError('more bytes than announced')
      await Promise.all([file.write(chunk), hash.write(chunk)])
    }
    await Promise.all([file.close(), hash.close()])
    await stored
  } catch (error) {
    await Promise.allSettled([file.abort(error), hash.abort(error), stored])
    return { ok: false, why: received > length ? 'too-long' : 'cut' }
  }
  return { ok: true, sha256: toHex(await digest.digest) }
}

function toHex(bytes: ArrayBuffer): string {
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
