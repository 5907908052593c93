/** How much a page may have to load, in bytes after gzip; the build fails above. */

export const BUDGETS = {
  /** `refreel.js` alone. Shopify advises 10,000 for everything. */
  loader: 8_000,
  /** `refreel.js` and all that a page with only players loads, Lit included. */
  player: 14_000,
  /** `refreel.js` and all that a page with a studio loads before a file is picked, Lit included. */
  studio: 30_000,
  /** All that a studio may ever load: files, runs, options, earlier videos, challenge; but for the two below. */
  whole: 61_700,
  /** The longest language's words for a studio: one language is loaded, counted apart from the above. */
  language: 5_000,
  /** The same for a player. */
  playerLanguage: 500,
  /** What makes JPEGs of other pictures, loaded with the first one of those. */
  converter: 1_000,
  /** `tus-js-client`, loaded with the first file. */
  tus: 17_000,
} as const
