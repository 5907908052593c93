/** Time as an argument: the current time, and delays that tests divide by TIME_SCALE. */
import { readConfig } from '../config.ts'

export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  /** A delay in milliseconds, divided by `TIME_SCALE`; unchanged in deployments. */
  delay(ms: number): number
}

/** The clock of this deployment. */
export async function clockOf(env: Env): Promise<Clock> {
  const result = await readConfig(env)
  const scale = result.ok ? result.config.timeScale : 1
  return { now: () => Date.now(), delay: (ms) => Math.ceil(ms / scale) }
}
