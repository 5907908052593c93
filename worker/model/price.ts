/** What a run costs, in whole millionths of a dollar so that sums are exact. */
import type { FilledInput } from '../contract/input.ts'

/**
 * Dollars per second of output, at both resolutions: what a reseller pays in production (September 2026).
 * Replicate's own price text is not known, so the operator's invoice decides; this is an upper bound to reserve by.
 */
export const PRICE_PER_SECOND_MICROS = 100_000

/** An upper bound: output seconds plus the seconds of reference clips, which another host of this model bills too. */
export function priceMicros(input: Pick<FilledInput, 'duration'>, clipSeconds: number): number {
  return Math.ceil(input.duration + clipSeconds) * PRICE_PER_SECOND_MICROS
}

/** Millionths of a dollar as dollars, rounded to whole millionths. */
export function toDollars(micros: number): number {
  return Math.round(micros) / 1_000_000
}

/** Dollars as whole millionths of a dollar. */
export function toMicros(dollars: number): number {
  return Math.round(dollars * 1_000_000)
}
