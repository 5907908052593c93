/** Where the Worker is when a page doesn't say: the origin that these files were loaded from. */

/** Only files served as `/refreel.js` or `/refreel@…/` know it; bundled into an app they don't. */
export function scriptEndpoint(address: string = import.meta.url): string | undefined {
  return /\/refreel(\.js|@|%40)/.test(address) ? new URL(address).origin : undefined
}

/** An endpoint as it is used: absolute, without a slash at its end. */
export function cleanEndpoint(endpoint: string | undefined): string {
  return (endpoint || scriptEndpoint() || globalThis.location?.origin || '').replace(/\/+$/, '')
}
