/** What a fault does to a run: at each point of it, what happens instead. */
import type { Clock } from '../clock.ts'
import type { Rule } from '../faults/faults.ts'
import type { KindAt } from '../faults/switches.ts'

/** Milliseconds after which Replicate ends every run. Its documents. */
const RUN_MAX_MS = 30 * 60_000

/** A run that fails by a fault; its message is what the prediction's `error` says. */
export class FailedByFault extends Error {}

type Stop = (why: 'caller' | 'deadline') => void
type Parts = { clock: Clock; signal: AbortSignal; stop: Stop }

/** Instead of starting: returns where the run starts all the same. */
export async function beforeStart(
  fault: Rule<KindAt<'run'>> | undefined,
  { clock, signal, stop }: Parts,
): Promise<void> {
  if (fault?.kind === 'run-never-starts') await clock.wait(RUN_MAX_MS, signal)
  if (fault?.kind !== 'run-never-starts' && fault?.kind !== 'run-aborted') return
  stop('deadline')
  signal.throwIfAborted()
}

/** Half-way: returns where the run goes on. */
export async function inTheMiddle(
  fault: Rule<KindAt<'run'>> | undefined,
  { clock, signal, stop }: Parts,
): Promise<void> {
  switch (fault?.kind) {
    case 'run-fails':
    case 'run-sensitive':
      throw new FailedByFault(fault.options.error)
    case 'run-canceled':
      stop('caller')
      break
    case 'run-slow':
      await clock.wait((fault.options.seconds ?? 0) * 1000, signal)
      break
    case 'run-hangs':
      await clock.wait(RUN_MAX_MS, signal)
      stop('deadline')
      break
  }
  signal.throwIfAborted()
}
