/** The result of walking through a picture of any format: its size, orientation, and metadata to redact. */

/**
 * Bytes that pixels don't need. `exif` and `other` are whole blocks with their headers; `rest` is the end of a block
 * whose beginning stays.
 */
export type MetadataBlock = { type: 'exif' | 'other' | 'rest'; offset: number; length: number }

/** A picture that was walked to its end. */
export type Picture = {
  ok: true
  /** Pixels as stored, before `orientation` is applied. */
  width: number
  height: number
  /** EXIF's 1 to 8; 5 to 8 include a quarter turn. */
  orientation: number
  /** All bytes that pixels and their colours don't need. */
  metadata: MetadataBlock[]
  /** The offset after the picture's last byte. */
  end: number
}

/** Metadata blocks of one picture at most: phones write fewer than 50. Ours. */
export const METADATA_BLOCKS_MAX = 1000
