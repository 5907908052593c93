/**
 * Settings of a deployment, read from its bindings once per isolate. A missing or weak setting is named, never guessed.
 */
import { isLoopback, isSafeUrl } from './contract/origin.ts'
import { deploymentName } from './signing/ids.ts'
import { importKeyRing, type KeyRing } from './signing/key-ring.ts'

/** Base URL of Replicate's own API. */
export const REPLICATE_API_URL = 'https://api.replicate.com/v1'
/** Characters of an admin token at least. Ours: 128 bits in hex. */
const ADMIN_TOKEN_MIN_CHARACTERS = 32

/** URL of Turnstile's own siteverify. */
const TURNSTILE_VERIFY_URL = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'
/** Cloudflare's published secrets for tests. One of them lets everybody pass, so a deployment may not use any. */
const TURNSTILE_TEST_SECRET = /^[123]x0+AA$/
/** Characters of a Turnstile secret at least. Ours: Cloudflare's have 35. */
const TURNSTILE_SECRET_MIN_CHARACTERS = 20

/** The settings of a deployment that is fit to serve. */
export type Config = {
  mode: 'replicate' | 'preview'
  provider: { token: string; baseUrl: string; model: string }
  /** Null when the provider can't reach the Worker, so that no webhook comes. */
  webhookSecret: string | null
  /** The URL where the provider reaches the Worker, without a trailing slash; null when it can't. */
  publicUrl: string | null
  adminToken: string
  /** Turnstile, for sites with a challenge; without a secret their visitors get no session. */
  turnstile: { secret: string | null; verifyUrl: string }
  keys: KeyRing
  /** The deployment's name in the tokens that it signs. */
  issuer: string
  /** The key that ids of references, generations and videos are made with: never rotated, not part of the ring. */
  idKey: CryptoKey
  /** Divides every delay; 1 outside tests. */
  timeScale: number
}

/** `missing` holds names of settings, never values. */
type ConfigResult = { ok: true; config: Config } | { ok: false; missing: string[] }

const cache = new WeakMap<object, Promise<ConfigResult>>()

/** Reads the settings and caches the result per isolate. Settings of the wrong form count as missing. */
export function readConfig(env: Env): Promise<ConfigResult> {
  const known = cache.get(env)
  if (known) return known
  const result = parse(env)
  cache.set(env, result)
  return result
}

async function parse(env: Env): Promise<ConfigResult> {
  const missing: string[] = []
  const publicUrl = env.PUBLIC_URL ? trimSlash(env.PUBLIC_URL) : null
  if (publicUrl !== null && !isSafeUrl(publicUrl)) missing.push('PUBLIC_URL')
  const baseUrl = trimSlash(env.REPLICATE_BASE_URL || REPLICATE_API_URL)
  if (!isSafeUrl(baseUrl)) missing.push('REPLICATE_BASE_URL')
  if (!env.REPLICATE_API_TOKEN) missing.push('REPLICATE_API_TOKEN')
  const webhookSecret = publicUrl === null ? null : env.REPLICATE_WEBHOOK_SECRET
  if (webhookSecret !== null && !/^whsec_[A-Za-z0-9+/=]{32,}$/.test(webhookSecret ?? '')) {
    missing.push('REPLICATE_WEBHOOK_SECRET')
  }
  if ((env.ADMIN_TOKEN ?? '').length < ADMIN_TOKEN_MIN_CHARACTERS) missing.push('ADMIN_TOKEN')
  const turnstileSecret = env.TURNSTILE_SECRET || null
  if (turnstileSecret !== null && isWeakTurnstileSecret(turnstileSecret)) missing.push('TURNSTILE_SECRET')
  const verifyUrl = env.TURNSTILE_VERIFY_URL || TURNSTILE_VERIFY_URL
  if (!isSafeUrl(verifyUrl)) missing.push('TURNSTILE_VERIFY_URL')
  const keys = await importKeyRing(env.SIGNING_KEYS ?? '')
  if (!keys) missing.push('SIGNING_KEYS')
  const idRing = await importKeyRing(`id:${env.ID_KEY ?? ''}`)
  if (!idRing) missing.push('ID_KEY')
  const timeScale = env.TIME_SCALE ? Number(env.TIME_SCALE) : 1
  const scaledOffLoopback = timeScale !== 1 && publicUrl !== null && !isLoopback(publicUrl)
  if (!(timeScale >= 1) || scaledOffLoopback) missing.push('TIME_SCALE')
  if (!env.RATE_LIMIT) missing.push('RATE_LIMIT')
  if (!env.MODEL) missing.push('MODEL')
  if (missing.length > 0 || !keys || !idRing) return { ok: false, missing }
  return {
    ok: true,
    config: {
      mode: env.PREVIEW === '1' ? 'preview' : 'replicate',
      provider: { token: env.REPLICATE_API_TOKEN, baseUrl, model: env.MODEL },
      webhookSecret,
      publicUrl,
      adminToken: env.ADMIN_TOKEN,
      turnstile: { secret: turnstileSecret, verifyUrl },
      keys,
      issuer: await deploymentName(idRing.first.key),
      idKey: idRing.first.key,
      timeScale,
    },
  }
}

function isWeakTurnstileSecret(secret: string): boolean {
  return secret.length < TURNSTILE_SECRET_MIN_CHARACTERS || TURNSTILE_TEST_SECRET.test(secret)
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '')
}
