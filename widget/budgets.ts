/** How much a page may have to load, in bytes after gzip; the build fails above. */

export const BUDGETS = {
  /** `refreel.js` alone. Shopify advises 10,000 for everything. */
  loader: 8_000,
  /** `refreel.js` and all that a page with only players loads, Lit included. */
  player: 14_000,
  /** `refreel.js` and all that a page with a studio loads before a file is picked, Lit included. */
  studio: 30_000,
  /** The same with the stage, which follows with the first file: everything but the tus client. */
  whole: 36_000,
} as const
