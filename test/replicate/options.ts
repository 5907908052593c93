/** The options of the stand-in with their defaults, and their names as flags and in the environment. */
import { parseArgs } from 'node:util'

export type ReplicateOptions = {
  host: string
  /** 0 takes any free port. */
  port: number
  /** Where predictions, files and videos are kept. */
  stateDirectory: string
  /** The one bearer token that is accepted; without it, all that begin with `r8_`. */
  token: string | undefined
  /** `whsec_…`; without it, one is drawn and kept in the state directory. */
  webhookSecret: string | undefined
  /** The least time that a prediction stays in `starting`, and in `processing`. */
  bootSeconds: number
  runSeconds: number
  /** Divides every delay: runs, deadlines, waits, limits by the minute, resends, the hour that data is kept. */
  timeScale: number
  /** Replicate's limits. */
  createsPerMinute: number
  requestsPerMinute: number
  /** An mp4 to hand out in place of rendering, for tests of load. */
  cannedVideo: string | undefined
}

export const DEFAULTS: ReplicateOptions = {
  host: '127.0.0.1',
  port: 0,
  stateDirectory: '.refreel/replicate',
  token: undefined,
  webhookSecret: undefined,
  bootSeconds: 0.5,
  runSeconds: 8,
  timeScale: 1,
  createsPerMinute: 600,
  requestsPerMinute: 3000,
  cannedVideo: undefined,
}

type Setting = { flag: string; variable: string; option: keyof ReplicateOptions; number?: true }

/** A flag wins over its variable. */
const SETTINGS: Setting[] = [
  { flag: 'host', variable: 'REPLICATE_HOST', option: 'host' },
  { flag: 'port', variable: 'REPLICATE_PORT', option: 'port', number: true },
  { flag: 'state', variable: 'REPLICATE_STATE', option: 'stateDirectory' },
  { flag: 'token', variable: 'REPLICATE_TOKEN', option: 'token' },
  { flag: 'webhook-secret', variable: 'REPLICATE_WEBHOOK_SECRET', option: 'webhookSecret' },
  { flag: 'boot-seconds', variable: 'REPLICATE_BOOT_SECONDS', option: 'bootSeconds', number: true },
  { flag: 'seconds', variable: 'REPLICATE_SECONDS', option: 'runSeconds', number: true },
  { flag: 'time-scale', variable: 'TIME_SCALE', option: 'timeScale', number: true },
  { flag: 'creates-per-minute', variable: 'REPLICATE_CREATES_PER_MINUTE', option: 'createsPerMinute', number: true },
  { flag: 'requests-per-minute', variable: 'REPLICATE_REQUESTS_PER_MINUTE', option: 'requestsPerMinute', number: true },
  { flag: 'canned-video', variable: 'REPLICATE_CANNED_VIDEO', option: 'cannedVideo' },
]

/** The options that a command line and an environment choose. */
export function readOptions(args: string[], env: Record<string, string | undefined>): Partial<ReplicateOptions> {
  const { values } = parseArgs({
    args,
    options: Object.fromEntries(SETTINGS.map(({ flag }) => [flag, { type: 'string' as const }])),
  })
  const chosen: Record<string, string | number> = {}
  for (const { flag, variable, option, number } of SETTINGS) {
    const text = values[flag] ?? env[variable]
    if (typeof text !== 'string' || text === '') continue
    const value = number ? Number(text) : text
    if (typeof value === 'number' && !(value >= 0)) throw new Error(`--${flag} must be a number, not ${text}`)
    chosen[option] = value
  }
  return chosen
}
