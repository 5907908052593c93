/** Calls the Worker as a page of the shop would: with its origin and a session of its own. */

import { deploymentName } from '../../worker/signing/ids.ts'
import { importKeyRing } from '../../worker/signing/key-ring.ts'
import { issueSession } from '../../worker/signing/session.ts'
import { DEMO_SITE } from '../rig/demo-site.ts'
import type { RigAddresses } from './test-rig.ts'

export type Answer = {
  status: number
  type: string | null
  // biome-ignore lint/suspicious/noExplicitAny: whatever came is what a test looks at.
  body: any
  headers: Headers
}

export class ShopApi {
  readonly #rig: RigAddresses
  #token = ''
  /** The token that renews this visitor's session. */
  renewal = ''

  private constructor(rig: RigAddresses) {
    this.#rig = rig
  }

  static async open(rig: RigAddresses): Promise<ShopApi> {
    const api = new ShopApi(rig)
    const { body } = await api.post('/v1/sessions', { site: DEMO_SITE })
    api.#token = body.token
    api.renewal = body.renewal
    return api
  }

  /** A copy of this caller with another session. */
  with(token: string): ShopApi {
    const api = new ShopApi(this.#rig)
    api.#token = token
    return api
  }

  /** Sends JSON, or a text as it is; headers that are given win. */
  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return await this.send('POST', path, text, { 'content-type': 'application/json', ...headers })
  }

  async get(path: string): Promise<Answer> {
    return await this.send('GET', path)
  }

  /** Uploads a file in one request; the answer is the reference, or the upload's refusal. */
  async upload(bytes: Uint8Array<ArrayBuffer>, filename: string, filetype: string): Promise<Answer> {
    const base64 = (text: string) => Buffer.from(text).toString('base64')
    const created = await this.send('POST', '/v1/references', bytes, {
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.byteLength),
      'upload-metadata': `filename ${base64(filename)},filetype ${base64(filetype)}`,
      'content-type': 'application/offset+octet-stream',
    })
    const location = created.headers.get('location')
    return location ? await this.get(new URL(location, this.#rig.workerUrl).pathname) : created
  }

  /** An expired token with a right signature. */
  async expiredToken(): Promise<string> {
    const ring = await importKeyRing(this.#rig.secrets.SIGNING_KEYS)
    const idRing = await importKeyRing(`id:${this.#rig.secrets.ID_KEY}`)
    if (!ring || !idRing) throw new Error('The rig has no signing keys.')
    const who = { site: DEMO_SITE, origin: this.#rig.shopUrl, subject: 'visitor-of-yesterday' }
    const issuer = await deploymentName(idRing.first.key)
    return (await issueSession({ keys: ring, issuer }, who, Date.now() - 86_400_000)).token
  }

  async send(
    method: string,
    path: string,
    body?: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await fetch(`${this.#rig.workerUrl}${path}`, {
      method,
      headers: {
        origin: this.#rig.shopUrl,
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    })
    const text = await answer.text()
    const type = answer.headers.get('content-type')
    return {
      status: answer.status,
      type,
      headers: answer.headers,
      body: type?.includes('json') ? JSON.parse(text) : text,
    }
  }
}
