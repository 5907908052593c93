/** The Worker's address: the page's own setting, else the origin that the widget's files were loaded from. */

/** The origin of this file, if a Worker serves it as `/refreel.js` or `/refreel@…/`; undefined in an app's own bundle. */
export function scriptEndpoint(address: string = import.meta.url): string | undefined {
  return /\/refreel(\.js|@|%40)/.test(address) ? new URL(address).origin : undefined
}

/** An absolute endpoint without a slash at its end; without `endpoint` the script's origin, else the page's. */
export function cleanEndpoint(endpoint: string | undefined): string {
  return (endpoint || scriptEndpoint() || globalThis.location?.origin || '').replace(/\/+$/, '')
}
