/** What is blanked in the box that names a clip's brands: some makers put their cameras there, and anybody anything. */
import { ascii } from '../fields.ts'
import type { Loaded } from '../formats/boxes.ts'
import type { Patches } from './patch.ts'

/**
 * Brands that players may look for, of ISO base media, MPEG-4, its codings, streaming, 3GPP, Apple, and QuickTime. The
 * rest become zeros, as QuickTime fills its own list. Registered at mp4ra.org.
 */
const BRANDS =
  /^(iso[m2-9abc]|mp4[12]|mp71|avc1|hvc1|hev1|av01|dby1|dash|msdh|msix|lmsg|cmf\w|3g\w\w|M4[AVBP] |qt {2})$/
const BRAND_BYTES = 4
/** The major brand and its version, which stay: they say what the file is. */
const MAJOR_BYTES = 8

export function blankBrands(patches: Patches, { box, bytes }: Loaded): void {
  let at = box.body + MAJOR_BYTES
  for (; at + BRAND_BYTES <= Math.min(box.end, box.at + bytes.length); at += BRAND_BYTES) {
    const brand = ascii(bytes, at - box.at, BRAND_BYTES)
    if (!BRANDS.test(brand) && brand !== '\0\0\0\0') patches.blank(at, BRAND_BYTES)
  }
  patches.blank(at, box.end - at)
}
