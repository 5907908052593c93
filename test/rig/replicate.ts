/** The stand-in for Replicate, at the same address each time, because stored predictions name it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HOST, portNear } from './ports.ts'
import { type Part, startPart } from './processes.ts'
import type { Secrets } from './secrets.ts'

/** The stand-in's address and token, which the Worker gets before the stand-in runs. */
export type StandInPlace = { port: number; url: string; token: string }

/** A made-up token: the stand-in takes any of this form, and refuses a call without one as Replicate does. */
const TOKEN = 'r8_local_preview'

/** The port that an earlier run used, where it is still free. */
export async function placeStandIn(stateDir: string): Promise<StandInPlace> {
  const file = join(stateDir, 'replicate-port')
  const port = await portNear(rememberedPort(file))
  writeFileSync(file, `${port}\n`)
  return { port, url: `http://${HOST}:${port}/v1`, token: TOKEN }
}

export type StandInOptions = {
  place: StandInPlace
  stateDir: string
  logs: string
  secrets: Secrets
  /** Other settings, by the names of its own options. */
  settings: Readonly<Record<string, string>>
  onError?: (line: string) => void
}

export async function startStandIn({ place, stateDir, secrets, settings, ...rest }: StandInOptions): Promise<Part> {
  return await startPart({
    name: 'Stand-in',
    program: fileURLToPath(new URL('../replicate/main.ts', import.meta.url)),
    args: [`--port=${place.port}`, `--state=${join(stateDir, 'replicate')}`],
    env: { ...settings, REPLICATE_WEBHOOK_SECRET: secrets.REPLICATE_WEBHOOK_SECRET },
    ...rest,
  })
}

function rememberedPort(file: string): number | undefined {
  try {
    const port = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return Number.isNaN(port) ? undefined : port
  } catch {
    return undefined
  }
}
