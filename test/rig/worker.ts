/** Starts the Worker on real workerd, with local R2 and SQLite objects kept in the state's folder. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../widget/build/failure.ts'
import type { Health } from '../../worker/contract/admin.ts'
import { type Part, startPart } from './processes.ts'
import type { WorkerHostMessage } from './worker-host.ts'

export type WorkerOptions = {
  port: number
  stateDir: string
  logs: string
  bindings: Record<string, string>
  onError?: (line: string) => void
}

export async function startWorker({ port, stateDir, logs, bindings, onError }: WorkerOptions): Promise<Part> {
  const persistTo = join(stateDir, 'worker')
  mkdirSync(persistTo, { recursive: true, mode: 0o700 })
  const message: WorkerHostMessage = { port, persistTo, bindings }
  return await startPart({
    name: 'Worker',
    program: fileURLToPath(new URL('worker-host.ts', import.meta.url)),
    args: [],
    // wrangler sends no metrics and looks for no newer version.
    env: { WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true', WRANGLER_LOG: 'error' },
    message,
    logs,
    ...(onError ? { onError } : {}),
  })
}

/** The Worker itself knows which settings it can't serve with: its words, as one line. */
export async function requireConfigured(workerUrl: string): Promise<void> {
  const answer = await fetch(`${workerUrl}/healthz`)
  const health = (await answer.json()) as Health
  if (health.status !== 'not-configured') return
  const names = (health.missing ?? []).join(', ')
  throw new Failure(`The Worker refuses these settings: ${names}. See docs/deploying.md for what each looks like.`)
}
