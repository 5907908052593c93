/** All of Refreel on this machine: the Worker, the stand-in for Replicate where no token is given, and the demo shop. */
import type { Configuration } from './configuration.ts'
import { ensureDemoSite } from './demo-site.ts'
import { HOST, requireFree } from './ports.ts'
import { prepare } from './prepare.ts'
import type { Part } from './processes.ts'
import { placeStandIn, type StandInPlace, startStandIn } from './replicate.ts'
import { ensureSecrets, type Secrets } from './secrets.ts'
import { shopOrigins, startShop } from './shop.ts'
import { openStateDir } from './state-dir.ts'
import { requireConfigured, startWorker } from './worker.ts'

export type RigOptions = {
  configuration: Configuration
  /** Settings of the stand-in, where not its own defaults. */
  standInSettings?: Readonly<Record<string, string>>
  /** Called with each line that a part writes to its standard error. */
  onError?: (part: string, line: string) => void
}

export type Rig = {
  shopUrl: string
  workerUrl: string
  /** The stand-in's address; null where there is none. */
  replicateUrl: string | null
  stateDir: string
  secrets: Secrets
  /** Resolves when the first part has ended, with the reason for people. */
  ended: Promise<string>
  /** Asks all parts to end, and waits until they are gone. */
  stop(): Promise<void>
  /** Ends all parts at once, as a power cut would. */
  kill(): Promise<void>
}

export async function startRig({ configuration, standInSettings, onError }: RigOptions): Promise<Rig> {
  const { port, shopPort, token } = configuration
  const state = await openStateDir(configuration.stateDir)
  const parts: Part[] = []
  const end = async (how: 'stop' | 'kill') => {
    await Promise.all(parts.map((part) => part[how]()))
    state.release()
  }
  const listen = (part: string) => (onError ? { onError: (line: string) => onError(part, line) } : {})
  /** Remembers a part as soon as it runs, so that it is ended with the others. */
  const keep = async <P extends Part>(starting: Promise<P>): Promise<P> => {
    const part = await starting
    parts.push(part)
    return part
  }
  try {
    await requireFree({ PORT: port, SHOP_PORT: shopPort })
    const secrets = ensureSecrets(state.path, configuration.secrets)
    prepare()
    const standIn = token ? null : await placeStandIn(state.path)
    const workerUrl = `http://${HOST}:${port}`
    const common = { stateDir: state.path, logs: state.logs }
    // Both starts are waited for, so that none is left behind when the other fails.
    const both = await Promise.allSettled([
      keep(startWorker({ ...common, port, bindings: bindings(configuration, secrets, standIn), ...listen('Worker') })),
      keep(startShop({ port: shopPort, workerUrl, preview: standIn !== null, logs: state.logs })),
    ])
    for (const one of both) if (one.status === 'rejected') throw one.reason
    if (standIn) {
      // The stand-in starts after the Worker: it fetches the references of interrupted runs from it at once.
      const settings = { TIME_SCALE: configuration.timeScale, ...standInSettings }
      await keep(startStandIn({ ...common, place: standIn, secrets, settings, ...listen('Stand-in') }))
    }
    await requireConfigured(workerUrl)
    await ensureDemoSite(workerUrl, secrets.ADMIN_TOKEN, shopOrigins(shopPort))
    return {
      shopUrl: `http://localhost:${shopPort}`,
      workerUrl,
      replicateUrl: standIn?.url ?? null,
      stateDir: state.path,
      secrets,
      ended: Promise.race(parts.map((part) => part.ended)),
      stop: () => end('stop'),
      kill: () => end('kill'),
    }
  } catch (error) {
    await end('stop')
    throw error
  }
}

/** The Worker's bindings; without a token, the stand-in is the provider and can reach the Worker. */
function bindings(
  configuration: Configuration,
  secrets: Secrets,
  standIn: StandInPlace | null,
): Record<string, string> {
  const common = {
    ...secrets,
    TIME_SCALE: configuration.timeScale,
    TURNSTILE_SECRET: configuration.turnstile.secret,
    TURNSTILE_VERIFY_URL: configuration.turnstile.verifyUrl,
  }
  if (!standIn) {
    return {
      ...common,
      REPLICATE_API_TOKEN: configuration.token ?? '',
      REPLICATE_BASE_URL: configuration.replicateBaseUrl,
      PUBLIC_URL: configuration.publicUrl,
      PREVIEW: '',
    }
  }
  return {
    ...common,
    REPLICATE_API_TOKEN: standIn.token,
    REPLICATE_BASE_URL: standIn.url,
    PUBLIC_URL: configuration.publicUrl || `http://${HOST}:${configuration.port}`,
    PREVIEW: '1',
  }
}
