/** The whole of Refreel for a test: free ports, a state of its own, delays shortened, and what the stand-in has seen. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Configuration, readConfiguration } from '../rig/configuration.ts'
import { freePort } from '../rig/ports.ts'
import { type Rig, startRig } from '../rig/rig.ts'

/** Divides the Worker's delays; small enough that a run's deadline still leaves time to render. */
const TIME_SCALE = 10
/** The stand-in keeps its own time (it has to render for real), but waits for nothing. */
const STAND_IN = { TIME_SCALE: '1', REPLICATE_BOOT_SECONDS: '0.1', REPLICATE_SECONDS: '0.5' }

export type StandInStats = {
  /** Calls of a create since the stand-in started, and predictions that it has ever made. */
  creates: number
  predictions: number
  by_status: Record<string, number>
  /** By what was asked for. */
  inputs: { input: { prompt: string }; predictions: { id: string }[] }[]
}

type Prediction = { id: string; status: string; input: Record<string, unknown> }

export type TestRig = Rig & {
  /** What the stand-in counted. */
  stats(): Promise<StandInStats>
  /** The inputs of all predictions with this prompt, as the provider got them. */
  inputsOf(prompt: string): Promise<Record<string, unknown>[]>
  /** Where the provider says that they stand. */
  statusesOf(prompt: string): Promise<string[]>
  /** The prompts of the last hundred predictions, in the order in which they were created. */
  promptsInOrder(): Promise<string[]>
  /** Makes something go wrong at the stand-in; its README names what can. */
  fault(rule: { kind: string } & Record<string, unknown>): Promise<void>
  /** Starts again on the same ports and the same state, after a stop or a kill; with other secrets, where they are given. */
  again(secrets?: Configuration['secrets']): Promise<TestRig>
  /** Ends everything and removes the state. */
  end(): Promise<void>
}

/** A rig with these settings besides; those of the stand-in go to it too. */
export async function startTestRig(chosen: Record<string, string> = {}): Promise<TestRig> {
  const stateDir = mkdtempSync(join(tmpdir(), 'refreel-test-'))
  const settings = {
    PORT: String(await freePort()),
    SHOP_PORT: String(await freePort()),
    STATE_DIR: stateDir,
    TIME_SCALE: String(TIME_SCALE),
    ...chosen,
  }
  // No file of this checkout's owner takes part.
  return await start(readConfiguration(settings, join(stateDir, '.dev.vars')), { ...STAND_IN, ...chosen })
}

async function start(configuration: Configuration, standIn: Record<string, string>): Promise<TestRig> {
  const rig = await startRig({ configuration, standInSettings: standIn })
  const provider = async (address: string) => {
    const answer = await fetch(address, { headers: { authorization: 'Bearer r8_test' } })
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}`)
    return await answer.json()
  }
  const predictions = async (prompt: string): Promise<Prediction[]> => {
    const { results } = await provider(`${rig.replicateUrl}/predictions`)
    return results.filter(({ input }: Prediction) => input.prompt === prompt)
  }
  const control = `${rig.replicateUrl?.replace(/\/v1$/, '')}/_control`
  return {
    ...rig,
    stats: () => provider(`${control}/stats`),
    promptsInOrder: async () => {
      // Those of predictions whose data the provider has removed are told by its counts alone.
      const [{ results }, { inputs }] = await Promise.all([
        provider(`${rig.replicateUrl}/predictions`),
        provider(`${control}/stats`) as Promise<StandInStats>,
      ])
      const promptOf = (id: string) =>
        inputs.find(({ predictions }) => predictions.some((one) => one.id === id))?.input.prompt
      return results.map(({ id }: Prediction) => promptOf(id)).reverse()
    },
    fault: async (rule) => {
      const answer = await fetch(`${control}/faults`, { method: 'POST', body: JSON.stringify(rule) })
      if (!answer.ok) throw new Error(`the stand-in doesn't know ${JSON.stringify(rule)}`)
      await answer.body?.cancel()
    },
    inputsOf: async (prompt) => (await predictions(prompt)).map(({ input }) => input),
    statusesOf: async (prompt) => (await predictions(prompt)).map(({ status }) => status),
    again: (secrets) => start({ ...configuration, secrets: { ...configuration.secrets, ...secrets } }, standIn),
    end: async () => {
      await rig.stop()
      rmSync(rig.stateDir, { recursive: true, force: true })
    },
  }
}
