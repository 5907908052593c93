/** Random access to stored bytes, so that headers are read without the whole file. */

export type ByteSource = {
  size: number
  /** Up to `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Uint8Array>
}

/** A source over an object in R2; null when it isn't there. */
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

/** A source over bytes that are in memory. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return { size: bytes.byteLength, read: async (offset, length) => bytes.subarray(offset, offset + length) }
}
