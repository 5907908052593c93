/** Starts the stand-in for Replicate, at the same address each time, because stored predictions name it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { portNear } from './ports.ts'
import { type Part, startPart } from './processes.ts'
import type { Secrets } from './secrets.ts'

export type StandInOptions = {
  stateDir: string
  logs: string
  secrets: Secrets
  /** Its other settings, as its own options name them. */
  settings: Readonly<Record<string, string>>
  onError?: (line: string) => void
}

export type StandIn = Part & { token: string }

/** Nobody's: the stand-in takes any of this form, and refuses a call without one as Replicate does. */
const TOKEN = 'r8_local_preview'

export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const file = join(options.stateDir, 'replicate-port')
  const port = await portNear(rememberedPort(file))
  writeFileSync(file, `${port}\n`)
  const part = await startPart({
    name: 'Stand-in',
    program: fileURLToPath(new URL('../replicate/main.ts', import.meta.url)),
    args: [`--port=${port}`, `--state=${join(options.stateDir, 'replicate')}`],
    env: { ...options.settings, REPLICATE_WEBHOOK_SECRET: options.secrets.REPLICATE_WEBHOOK_SECRET },
    logs: options.logs,
    ...(options.onError ? { onError: options.onError } : {}),
  })
  return Object.assign(part, { token: TOKEN })
}

function rememberedPort(file: string): number | undefined {
  try {
    const port = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return Number.isNaN(port) ? undefined : port
  } catch {
    return undefined
  }
}
