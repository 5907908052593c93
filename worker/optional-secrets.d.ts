/** Optional secrets of a deployment: `wrangler types` declares the required ones only. */
interface Env {
  /** Turnstile's secret, for sites with a challenge. */
  TURNSTILE_SECRET?: string
}
