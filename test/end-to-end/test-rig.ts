/** A whole rig for a test: free ports, a state of its own, shortened delays, and a view of its stand-in. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Configuration, readConfiguration } from '../rig/configuration.ts'
import { freePort } from '../rig/ports.ts'
import { type Rig, startRig } from '../rig/rig.ts'
import { type ProviderView, viewProvider } from './provider-view.ts'

/** Divides the Worker's delays; small enough that a run's deadline still leaves time to render. */
const TIME_SCALE = 10
/** The stand-in keeps its own time (it has to render for real), but waits for nothing. */
const STAND_IN = { TIME_SCALE: '1', REPLICATE_BOOT_SECONDS: '0.1', REPLICATE_SECONDS: '0.5' }

/** What a client of a rig needs to know; plain data, so that it can be handed to another process. */
export type RigAddresses = Pick<Rig, 'shopUrl' | 'workerUrl' | 'replicateUrl' | 'secrets'>

export type TestRig = Rig &
  ProviderView & {
    /** Starts again on the same ports and the same state, after a stop or a kill; with other secrets, where they are given. */
    again(secrets?: Configuration['secrets']): Promise<TestRig>
    /** Ends everything and removes the state. */
    end(): Promise<void>
  }

/** A rig with these settings besides the usual ones; the stand-in gets its own of them too. */
export async function startTestRig(chosen: Record<string, string> = {}): Promise<TestRig> {
  const stateDir = mkdtempSync(join(tmpdir(), 'refreel-test-'))
  const settings = {
    PORT: String(await freePort()),
    SHOP_PORT: String(await freePort()),
    STATE_DIR: stateDir,
    TIME_SCALE: String(TIME_SCALE),
    ...chosen,
  }
  // The checkout's own `.dev.vars` is not read.
  return await start(readConfiguration(settings, join(stateDir, '.dev.vars')), { ...STAND_IN, ...chosen })
}

async function start(configuration: Configuration, standIn: Record<string, string>): Promise<TestRig> {
  const rig = await startRig({ configuration, standInSettings: standIn })
  return {
    ...rig,
    ...viewProvider(rig.replicateUrl),
    again: (secrets) => start({ ...configuration, secrets: { ...configuration.secrets, ...secrets } }, standIn),
    end: async () => {
      await rig.stop()
      rmSync(rig.stateDir, { recursive: true, force: true })
    },
  }
}
