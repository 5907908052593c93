/** A tus client whose connection breaks wherever a test says: raw requests, so that every byte sent is counted. */
import { once } from 'node:events'
import { type ClientRequest, request } from 'node:http'
import { setTimeout as delay, setImmediate as soon } from 'node:timers/promises'

/**
 * Breaks in a row that the test didn't cause: a Worker that refuses early closes the connection, sometimes before its
 * answer is read.
 */
const BROKEN_MAX = 20
/** Bytes that a cut may cost: one part, R2's least. */
export const PART_BYTES = 5 * 1024 * 1024
const TUS = { 'tus-resumable': '1.0.0' }

export class CutConnection {
  readonly #headers: Record<string, string>
  readonly #file: Buffer
  /** The upload's address, once it is begun. */
  location = ''

  constructor(headers: Record<string, string>, file: Buffer) {
    this.#headers = { ...headers, ...TUS }
    this.#file = file
  }

  /** Creates the upload. */
  async begin(workerUrl: string): Promise<void> {
    const headers = { ...this.#headers, 'upload-length': String(this.#file.byteLength) }
    const answer = await fetch(`${workerUrl}/v1/references`, { method: 'POST', headers })
    this.location = answer.headers.get('location') ?? ''
    if (answer.status !== 201) throw new Error(`The creation was answered with ${answer.status}.`)
  }

  /** The number of bytes that the Worker says it has. */
  async offset(): Promise<number> {
    const answer = await fetch(this.location, { method: 'HEAD', headers: this.#headers })
    if (answer.status !== 200) throw new Error(`HEAD was answered with ${answer.status}.`)
    return Number(answer.headers.get('upload-offset'))
  }

  /** The upload's record, whatever its status. */
  async record(): Promise<unknown> {
    return await (await fetch(this.location, { headers: this.#headers })).json()
  }

  /** Sends whole pieces of this size up to `end`, as a client that cuts files up does. */
  async sendTo(end: number, pieceBytes: number): Promise<void> {
    let at = await this.offset()
    let broken = 0
    while (at < end) {
      const to = Math.min(at + pieceBytes, end)
      const patch = this.#patch(at, to - at)
      patch.end(this.#file.subarray(at, to))
      const status = await statusOf(patch).catch(() => null)
      broken = status === null ? broken + 1 : 0
      if (status === 204) at = to
      // The Worker hasn't noticed yet that the last connection broke, or has just taken in what came over it.
      else if (status === 423 || status === 409 || (status === null && broken < BROKEN_MAX)) at = await this.offset()
      else throw new Error(`PATCH at ${at} was answered with ${status}.`)
    }
  }

  /**
   * Announces all the rest of the file and sends it as far as `cut`. The connection stays open: answers how to break
   * it, which tells the status that came before, if any did. Throws where the Worker refuses.
   */
  async sendUntil(cut: number): Promise<() => Promise<number | null>> {
    for (let broken = 0; ; ) {
      const from = await this.offset()
      if (from > cut) throw new Error(`The Worker has ${from} bytes, and ${cut} were to be sent.`)
      const patch = this.#patch(from, this.#file.byteLength - from)
      // The Worker says nothing before the end, unless it refuses.
      const refused = statusOf(patch).catch(() => null)
      await soon()
      const sent = new Promise<null>((resolve) => patch.write(this.#file.subarray(from, cut), () => resolve(null)))
      const lost = refused.then((status) => status ?? ('lost' as const))
      const status = await Promise.race([lost, sent])
      if (status === 'lost' && ++broken < BROKEN_MAX) continue
      if (status === null) {
        return async () => {
          patch.destroy()
          return await refused
        }
      }
      patch.destroy()
      if (status !== 423 && status !== 409) throw new Error(`PATCH at ${from} was answered with ${status}.`)
    }
  }

  /**
   * Announces all the rest of the file and sends it as fast as it is taken, up to `end`. Comes back after so many
   * milliseconds, wherever the bytes are by then; the connection stays open: answers how to break it.
   */
  async sendFor(milliseconds: number, end: number): Promise<() => Promise<void>> {
    for (;;) {
      const from = await this.offset()
      const patch = this.#patch(from, this.#file.byteLength - from)
      const refused = statusOf(patch).catch(() => null)
      patch.write(this.#file.subarray(from, end))
      const status = await Promise.race([refused, delay(milliseconds, null)])
      if (status === null) {
        return async () => {
          patch.destroy()
          await refused
        }
      }
      patch.destroy()
      if (status !== 423 && status !== 409) throw new Error(`PATCH at ${from} was answered with ${status}.`)
    }
  }

  #patch(offset: number, length: number): ClientRequest {
    const patch = request(this.location, {
      method: 'PATCH',
      agent: false,
      headers: {
        ...this.#headers,
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
        'content-length': String(length),
      },
    })
    // A connection that breaks is what this is about.
    patch.on('error', () => undefined)
    return patch
  }
}

async function statusOf(patch: ClientRequest): Promise<number> {
  const [response] = await once(patch, 'response')
  response.resume()
  return response.statusCode
}
