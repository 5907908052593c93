/** What walking through a picture finds, whatever its format: its size, and what of it may stay when it leaves. */

/**
 * A stretch of the file that is not pixels: a block of EXIF or another one, whole with its own header, or the rest of
 * one whose beginning stays.
 */
export type Part = { type: 'exif' | 'other' | 'rest'; offset: number; length: number }

export type Picture = {
  ok: true
  /** Pixels as stored; `orientation` says how they are turned to be shown. */
  width: number
  height: number
  /** EXIF's 1 to 8; 5 to 8 are turned by a quarter. */
  orientation: number
  /** Everything beside the pixels and what they need. */
  metadata: Part[]
  /** Where the picture ends; what follows belongs to nobody. */
  end: number
}

/** Parts beside the pixels at most: phones write fewer than 50. Ours. */
export const PARTS_MAX = 1000
