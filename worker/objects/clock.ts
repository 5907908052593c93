/** Time as an argument: what the hour is, and how long a delay lasts where tests divide them. */
import { readConfig } from '../config.ts'

export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  /** A delay in milliseconds, divided by `TIME_SCALE` in tests; the identity otherwise. */
  delay(ms: number): number
}

/** The clock of this deployment. */
export async function clockOf(env: Env): Promise<Clock> {
  const result = await readConfig(env)
  const scale = result.ok ? result.config.timeScale : 1
  return { now: () => Date.now(), delay: (ms) => Math.ceil(ms / scale) }
}
