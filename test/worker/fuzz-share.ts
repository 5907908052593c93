/**
 * The share of their random requests and files that the fuzz tests send: a quarter in `npm test`, because each costs the
 * Worker 5 to 50 ms, and all in `npm run fuzz`. The seed is the same, so the quarter is the beginning of the whole.
 */
export const FUZZ_SHARE = { quick: 0.25, whole: 1 }

declare module 'vitest' {
  export interface ProvidedContext {
    fuzzShare: number
  }
}
