/** Secrets that a deployment may do without: `wrangler types` knows the required ones only. */
interface Env {
  /** Checks the challenge of sites that ask for one. */
  TURNSTILE_SECRET?: string
}
