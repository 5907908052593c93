/**
 * The Worker's URL and the operator's token: from the command line, the environment, `.dev.vars`, or the state of a local
 * `npm start`. A token is never read from the command line, which every user of the machine can see.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { isLoopback, isSafeUrl } from '../contract/origin.ts'
import { misused } from './failure.ts'

/** The port of `npm start`. */
const PORT_DEFAULT = '8787'

/** `url` has no trailing slash. */
export type Settings = { url: string; token: string }
type Values = Readonly<Record<string, string | undefined>>

/** Reads the settings; `chosen` is the `--url` of the command line. Throws a `Failure` for a bad URL or no token. */
export function readSettings(
  chosen: string | undefined,
  environment: Values,
  root = fileURLToPath(new URL('../..', import.meta.url)),
): Settings {
  const file = join(root, '.dev.vars')
  const fromFile: Values = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}
  const value = (name: string) => (environment[name] || fromFile[name] || '').trim()
  const url = addressOf(chosen ?? (value('REFREEL_URL') || `http://127.0.0.1:${value('PORT') || PORT_DEFAULT}`))
  const token =
    value('ADMIN_TOKEN') || (isLoopback(url) ? localToken(resolve(root, value('STATE_DIR') || '.refreel')) : '')
  if (token) return { url, token }
  throw misused(
    `There is no token for ${url}: set ADMIN_TOKEN in the environment or in .dev.vars${isLoopback(url) ? ', or run npm start once' : ''}.`,
  )
}

function addressOf(text: string): string {
  if (!URL.canParse(text)) throw misused(`"${text}" is not an address such as https://refreel.example.com.`)
  const { origin, pathname, search, username } = new URL(text)
  if (!isSafeUrl(text)) {
    throw misused(`The token goes over https only (plain http on this machine): not to ${text}.`)
  }
  if (pathname !== '/' || search || username) throw misused(`Name the Worker's origin alone, such as ${origin}.`)
  return origin
}

/** The token that `npm start` made; only the local Worker accepts it. */
function localToken(stateDir: string): string {
  const file = join(stateDir, 'secrets.json')
  if (!existsSync(file)) return ''
  const secrets = JSON.parse(readFileSync(file, 'utf8')) as { ADMIN_TOKEN?: string }
  return secrets.ADMIN_TOKEN ?? ''
}
