/** Secrets of a local run: those without a setting are made once and kept in the state's folder, readable by its owner only. */
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../widget/build/failure.ts'

/** Makes each secret, in the form that the Worker reads. */
const MAKERS = {
  SIGNING_KEYS: () => `local:${randomBytes(32).toString('base64url')}`,
  ID_KEY: () => randomBytes(32).toString('base64url'),
  REPLICATE_WEBHOOK_SECRET: () => `whsec_${randomBytes(24).toString('base64')}`,
  ADMIN_TOKEN: () => randomBytes(32).toString('base64url'),
} as const

export type SecretName = keyof typeof MAKERS
export type Secrets = Record<SecretName, string>
export const SECRET_NAMES = Object.keys(MAKERS) as SecretName[]

/** The chosen ones as they are, the others from the file, or made now and written there. */
export function ensureSecrets(stateDir: string, chosen: Partial<Secrets>): Secrets {
  const file = join(stateDir, 'secrets.json')
  const kept = readKept(file)
  const all = { ...kept }
  for (const name of SECRET_NAMES) all[name] ??= MAKERS[name]()
  if (JSON.stringify(all) !== JSON.stringify(kept)) {
    // Written to another file and renamed, so that a kill in between never leaves half a file.
    writeFileSync(`${file}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  chmodSync(file, 0o600)
  return { ...(all as Secrets), ...chosen }
}

function readKept(file: string): Partial<Secrets> {
  if (!existsSync(file)) return {}
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    throw new Failure(
      `${file} is damaged. Without it the videos kept beside it can't be found: restore or remove both.`,
    )
  }
}
