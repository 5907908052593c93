/** Budgets: how many bytes, gzipped, a page may have to load. The build fails above them. */

export const BUDGETS = {
  /** `refreel.js` alone. Shopify advises 10,000 for everything. */
  loader: 8_000,
  /** `refreel.js` and all that a page with only players loads, Lit included. */
  player: 14_000,
  /** `refreel.js` and all that a page with a studio loads before a file is picked, Lit included. */
  studio: 30_000,
  /** All that a studio may ever load, apart from the languages, the converter and tus. */
  whole: 61_700,
  /** The largest language of a studio; a page loads one. */
  language: 5_000,
  /** The largest language of a player. */
  playerLanguage: 500,
  /** The code that converts pictures to JPEG, loaded with the first picture that needs it. */
  converter: 1_000,
  /** `tus-js-client`, loaded with the first file. */
  tus: 17_000,
} as const
