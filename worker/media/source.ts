/** Random access to bytes in R2 or in memory, so that a parser reads headers without the whole file. */

/** Bytes of a known size that can be read from any offset. */
export type ByteSource = {
  size: number
  /** Up to `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Uint8Array>
}

/** A source over an object in R2; null where the bucket has no such object. */
export async function r2Source(bucket: R2Bucket, key: string): Promise<ByteSource | null> {
  const head = await bucket.head(key)
  if (!head) return null
  const { size } = head
  return {
    size,
    async read(offset, length) {
      const end = Math.min(offset + length, size)
      if (offset >= end) return new Uint8Array()
      const object = await bucket.get(key, { range: { offset, length: end - offset } })
      return object ? new Uint8Array(await object.arrayBuffer()) : new Uint8Array()
    },
  }
}

/** A source over bytes in memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.byteLength, read: async (offset, length) => bytes.subarray(offset, offset + length) }
}
