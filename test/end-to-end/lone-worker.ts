/** The Worker without a rig, on a state of its own, so that a test can kill and restart it alone. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NewSiteKey, SitePatch } from '../../worker/contract/site.ts'
import { DEMO_SITE, ensureDemoSite } from '../rig/demo-site.ts'
import { freePort, HOST } from '../rig/ports.ts'
import { prepare } from '../rig/prepare.ts'
import type { Part } from '../rig/processes.ts'
import { ensureSecrets } from '../rig/secrets.ts'
import { shopOrigins } from '../rig/shop.ts'
import { startWorker } from '../rig/worker.ts'

type Settings = Record<string, string>

export class LoneWorker {
  readonly url: string
  /** The shop's origin; nothing has to listen there. */
  readonly origin: string
  readonly adminToken: string
  readonly stateDir: string
  readonly #options: Parameters<typeof startWorker>[0]
  #part: Part | null = null

  private constructor(options: Parameters<typeof startWorker>[0], origin: string) {
    this.url = `http://${HOST}:${options.port}`
    this.adminToken = options.bindings.ADMIN_TOKEN ?? ''
    this.stateDir = options.stateDir
    this.#options = options
    this.origin = origin
  }

  /** `settings`: besides the usual ones; they may depend on the Worker's address. Without any there is no provider. */
  static async start(settings: Settings | ((url: string) => Settings) = {}): Promise<LoneWorker> {
    prepare()
    const stateDir = await mkdtemp(join(tmpdir(), 'refreel-lone-'))
    const [port, shopPort] = [await freePort(), await freePort()]
    const secrets = ensureSecrets(stateDir, {})
    const nobody = { REPLICATE_API_TOKEN: 'r8_nobody', REPLICATE_BASE_URL: `http://${HOST}:9/v1` }
    const defaults = { ...nobody, PUBLIC_URL: '', PREVIEW: '', TIME_SCALE: '' }
    const chosen = typeof settings === 'function' ? settings(`http://${HOST}:${port}`) : settings
    const bindings = { ...secrets, ...defaults, ...chosen }
    const origins = shopOrigins(shopPort)
    const worker = new LoneWorker({ port, stateDir, logs: stateDir, bindings }, origins[0] ?? '')
    await worker.again()
    await ensureDemoSite(worker.url, secrets.ADMIN_TOKEN, origins)
    return worker
  }

  /** The headers that a page of the shop sends, with a new visitor's session. */
  async visitor(site = DEMO_SITE): Promise<{ origin: string; authorization: string }> {
    const answer = await fetch(`${this.url}/v1/sessions`, {
      method: 'POST',
      headers: { origin: this.origin, 'content-type': 'application/json' },
      body: JSON.stringify({ site }),
    })
    const { token } = (await answer.json()) as { token: string }
    return { origin: this.origin, authorization: `Bearer ${token}` }
  }

  /** Changes parts of the demo site's record, as the operator would. */
  async changeSite(patch: SitePatch): Promise<void> {
    await this.#operate('PATCH', '', patch)
  }

  /** Makes a secret key for the demo site's own server, as the operator would. */
  async makeKey(): Promise<string> {
    const { secret } = (await this.#operate('POST', '/keys', {})) as NewSiteKey
    return secret
  }

  async #operate(method: string, path: string, body: object): Promise<unknown> {
    const answer = await fetch(`${this.url}/v1/admin/sites/${DEMO_SITE}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`The operator was refused: ${await answer.text()}`)
    return await answer.json()
  }

  /** SIGKILL for the whole group: workerd gets no chance to write anything more. */
  async kill(): Promise<void> {
    await this.#part?.kill()
    this.#part = null
  }

  /** Starts on the same port and the same state. */
  async again(): Promise<void> {
    this.#part = await startWorker(this.#options)
  }

  /** Ends the Worker and removes its state. */
  async end(): Promise<void> {
    await this.kill()
    await rm(this.#options.stateDir, { recursive: true, force: true })
  }
}
