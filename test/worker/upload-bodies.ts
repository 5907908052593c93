/** Files and bodies of uploads: whole, endless, in chunks, cut off. */

/** SHA-256 in hex. */
export async function sha256(bytes: Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A 24-bit BMP, bottom up, its pixels from a simple recurrence. */
export function bitmap(width: number, height: number): Uint8Array<ArrayBuffer> {
  const row = Math.ceil((width * 3) / 4) * 4
  const bytes = new Uint8Array(54 + row * height)
  const view = new DataView(bytes.buffer)
  bytes.set([0x42, 0x4d])
  view.setUint32(2, bytes.byteLength, true)
  view.setUint32(10, 54, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, width, true)
  view.setInt32(22, height, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, 24, true)
  view.setUint32(34, row * height, true)
  for (let index = 54, value = width; index < bytes.byteLength; index++) {
    value = (value * 1103515245 + 12345) & 0x7fffffff
    bytes[index] = value >> 16
  }
  return bytes
}

/** A body that doesn't end. */
export function openStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.enqueue(bytes) })
}

/** A body in chunks without an announced length. */
export function streamOf(bytes: Uint8Array, chunk: number): ReadableStream<Uint8Array> {
  let offset = 0
  return new ReadableStream({
    pull: (controller) => {
      controller.enqueue(bytes.slice(offset, offset + chunk))
      offset += chunk
      if (offset >= bytes.byteLength) controller.close()
    },
  })
}

/** A body that announces all of it and breaks off in the middle. */
export function cutAfter(bytes: Uint8Array, cut: number): ReadableStream<Uint8Array> {
  const fixed = new FixedLengthStream(bytes.byteLength)
  const writer = fixed.writable.getWriter()
  writer.closed.catch(() => undefined)
  writer
    .write(bytes.slice(0, cut))
    .then(() => writer.abort(new Error('the train went into a tunnel')))
    .catch(() => undefined)
  return fixed.readable
}
