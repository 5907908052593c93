/** Prices a run in whole millionths of a dollar, so that sums are exact. */
import type { FilledInput } from '../contract/input.ts'

/**
 * Millionths of a dollar per second of output, at both resolutions: a reseller's price in production (September 2026).
 * Replicate publishes no price for this model, so the operator's invoice decides; this is an upper bound to reserve.
 */
export const PRICE_PER_SECOND_MICROS = 100_000

/**
 * The most that a run can cost: seconds of output, and of reference clips, which another host of this model bills too.
 */
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
