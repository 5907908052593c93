/** The settings of a local run: the environment first, then `.dev.vars`, then defaults. What they mean: README.md. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { Failure } from '../../widget/build/failure.ts'
import { ROOT } from '../../widget/build/paths.ts'
import { SECRET_NAMES, type SecretName } from './secrets.ts'

/** The default ports: Wrangler's own, and the next one. */
const PORT_DEFAULT = 8787
const SHOP_PORT_DEFAULT = 8788

export type Configuration = {
  port: number
  shopPort: number
  /** The absolute path of the folder that holds the rig's state. */
  stateDir: string
  /** Null: without a token, a stand-in answers in place of Replicate. */
  token: string | null
  /** The provider's address with its `/v1`; empty for Replicate's own. */
  replicateBaseUrl: string
  /** The address at which the provider reaches the Worker; empty where the provider can't. */
  publicUrl: string
  timeScale: string
  /** Turnstile's secret and address, for sites with a challenge; empty where there is none. */
  turnstile: { secret: string; verifyUrl: string }
  /** The secrets that somebody chose; the others are made. */
  secrets: Partial<Record<SecretName, string>>
}

type Values = Readonly<Record<string, string | undefined>>

export function readConfiguration(environment: Values, file = resolve(ROOT, '.dev.vars')): Configuration {
  const fromFile: Values = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  /** An empty value counts as none, so that `REPLICATE_API_TOKEN= npm start` brings the stand-in. */
  const value = (name: string) => (environment[name] ?? fromFile[name] ?? '').trim()
  const configuration: Configuration = {
    port: port('PORT', value('PORT'), PORT_DEFAULT),
    shopPort: port('SHOP_PORT', value('SHOP_PORT'), SHOP_PORT_DEFAULT),
    stateDir: resolve(ROOT, value('STATE_DIR') || '.refreel'),
    token: value('REPLICATE_API_TOKEN') || null,
    replicateBaseUrl: url('REPLICATE_BASE_URL', value('REPLICATE_BASE_URL')),
    publicUrl: url('PUBLIC_URL', value('PUBLIC_URL')),
    timeScale: timeScale(value('TIME_SCALE')),
    turnstile: {
      secret: value('TURNSTILE_SECRET'),
      verifyUrl: url('TURNSTILE_VERIFY_URL', value('TURNSTILE_VERIFY_URL')),
    },
    secrets: {},
  }
  for (const name of SECRET_NAMES) if (value(name)) configuration.secrets[name] = value(name)
  if (configuration.port === configuration.shopPort) {
    throw new Failure(`PORT and SHOP_PORT are both ${configuration.port}: the shop needs an origin of its own.`)
  }
  return configuration
}

function port(name: string, text: string, otherwise: number): number {
  if (text === '') return otherwise
  const number = Number(text)
  if (Number.isInteger(number) && number >= 1 && number <= 65535) return number
  throw new Failure(`${name} has to be a port from 1 to 65535; it is "${text}".`)
}

function url(name: string, text: string): string {
  if (text === '') return ''
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '')
  throw new Failure(`${name} has to be an address such as "https://example.com"; it is "${text}".`)
}

function timeScale(text: string): string {
  if (text === '' || Number(text) >= 1) return text
  throw new Failure(`TIME_SCALE has to be a number of 1 or more; it is "${text}".`)
}
