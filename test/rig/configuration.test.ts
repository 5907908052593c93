/** The settings of a local run, and the secrets that it makes for itself. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../widget/build/paths.ts'
import { readConfiguration } from './configuration.ts'
import { ensureSecrets } from './secrets.ts'

let folder: string
let file: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refreel-configuration-'))
  file = join(folder, '.dev.vars')
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('the settings', () => {
  it('have a default each, and no token', () => {
    expect(readConfiguration({}, join(folder, 'none'))).toEqual({
      port: 8787,
      shopPort: 8788,
      stateDir: join(ROOT, '.refreel'),
      token: null,
      replicateBaseUrl: '',
      publicUrl: '',
      timeScale: '',
      turnstile: { secret: '', verifyUrl: '' },
      secrets: {},
    })
  })

  it('come from .dev.vars, with quotes and comments, and the environment wins', () => {
    writeFileSync(file, '# mine\nPORT=9001\nREPLICATE_API_TOKEN="r8_file"\nADMIN_TOKEN=\'from file\'\n')
    const read = readConfiguration({ PORT: '9002' }, file)
    expect(read).toMatchObject({ port: 9002, token: 'r8_file', secrets: { ADMIN_TOKEN: 'from file' } })
  })

  it('are not set when they are empty, so that a token can be left out for once', () => {
    writeFileSync(file, 'REPLICATE_API_TOKEN=r8_file\n')
    expect(readConfiguration({ REPLICATE_API_TOKEN: '' }, file).token).toBeNull()
  })

  it.each([
    [{ PORT: '0' }, /^PORT /],
    [{ SHOP_PORT: '70000' }, /^SHOP_PORT /],
    [{ PORT: '8788' }, /both 8788/],
    [{ TIME_SCALE: '0.5' }, /^TIME_SCALE /],
    [{ PUBLIC_URL: 'ftp://x.example' }, /^PUBLIC_URL /],
  ])('are refused with their name: %j', (settings, message) => {
    expect(() => readConfiguration(settings, join(folder, 'none'))).toThrow(message)
  })
})

describe('the secrets', () => {
  it('are made once, for the owner of the folder only', () => {
    const made = ensureSecrets(folder, {})
    expect(made.SIGNING_KEYS).toMatch(/^local:[\w-]{43}$/)
    expect(made.ID_KEY).toMatch(/^[\w-]{43}$/)
    expect(made.REPLICATE_WEBHOOK_SECRET).toMatch(/^whsec_[A-Za-z0-9+/]{32}$/)
    expect(made.ADMIN_TOKEN.length).toBeGreaterThanOrEqual(32)
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
    expect(ensureSecrets(folder, {})).toEqual(made)
  })

  it('give way to chosen ones, and are still there without them', () => {
    const made = ensureSecrets(folder, {})
    expect(ensureSecrets(folder, { ADMIN_TOKEN: 'mine' })).toEqual({ ...made, ADMIN_TOKEN: 'mine' })
    expect(ensureSecrets(folder, {})).toEqual(made)
  })
})
