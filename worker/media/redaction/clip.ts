/**
 * Redacts an mp4 or QuickTime file. Every box that playing doesn't need becomes `free`; times and makers' names become
 * zeros; so do tracks of positions or texts, and the bytes between the samples of the other tracks. No box moves. What
 * an encoder wrote into its own samples stays.
 */
import { ascii, u8 } from '../binary.ts'
import { type Box, boxesIn, type Loaded } from '../formats/boxes.ts'
import { type Clip, PLAYED } from '../formats/clip.ts'
import type { Track } from '../formats/movie.ts'
import { unplayedRanges } from '../formats/sample-ranges.ts'
import { type Redaction, RedactionList } from './redactions.ts'

const FREE = new TextEncoder().encode('free')

/** Boxes that stay, by the box around them. All others become `free`: `udta`, `meta`, `uuid`, and future ones. */
const KEPT: Record<string, string[]> = {
  file: ['ftyp', 'styp', 'moov', 'moof', 'mdat', 'sidx', 'ssix', 'mfra', 'wide'],
  moov: ['mvhd', 'trak', 'mvex'],
  mvex: ['mehd', 'trex'],
  trak: ['tkhd', 'edts', 'mdia', 'tapt', 'clip', 'matt'],
  edts: ['elst'],
  mdia: ['mdhd', 'hdlr', 'minf', 'elng'],
  minf: ['vmhd', 'smhd', 'gmhd', 'nmhd', 'hdlr', 'dinf', 'stbl'],
  dinf: ['dref'],
  stbl: 'stsd stts ctts cslg stss stps stsc stsz stz2 stco co64 sdtp sbgp sgpd subs saiz saio padb'.split(' '),
  moof: ['mfhd', 'traf'],
  traf: ['tfhd', 'tfdt', 'trun', 'sdtp', 'sbgp', 'sgpd', 'subs', 'saiz', 'saio'],
}
/**
 * Inside a visual sample entry: the vendor, and the encoder's name, which is often the camera's. QuickTime, ISO
 * 14496-12.
 */
const VENDOR = { at: 20, length: 4 }
const ENCODER = { at: 50, length: 32 }
/**
 * Brands that players may look for: ISO base media, MPEG-4 and its codecs, streaming, 3GPP, Apple, QuickTime. All other
 * brands become zeros, as QuickTime fills its own list: some makers write their camera there. Registered at mp4ra.org.
 */
const BRANDS =
  /^(iso[m2-9abc]|mp4[12]|mp71|avc1|hvc1|hev1|av01|dby1|dash|msdh|msix|lmsg|cmf\w|3g\w\w|M4[AVBP] |qt {2})$/
const BRAND_BYTES = 4
/** The major brand and its version, which stay: they say what the file is. */
const MAJOR_BRAND_BYTES = 8

/** The redactions of a clip; null where something can't be taken out of it. */
export function clipRedactions(clip: Clip, fileSize: number): Redaction[] | null {
  const list = new RedactionList()
  const { movie } = clip
  for (const box of clip.boxes) {
    if (!KEPT.file?.includes(box.type)) free(list, box, 0)
    // `wide` is QuickTime's room for a longer header: players skip its body.
    if (box.type === 'wide') list.zero(box.body, box.end - box.body)
  }
  for (const brands of clip.brands) redactBrands(list, brands)
  const others = movie.tracks.filter((track) => track.selfContained && !PLAYED.includes(track.handler))
  // Fragments may hold samples of a track, so its entry in the index can't become `free`.
  if (others.length > 0 && clip.fragments.length > 0) return null
  const rest = unplayedRanges(clip)
  for (const { offset, length } of rest ?? []) list.zero(offset, length)
  const sound =
    rest !== null &&
    redactBox(list, { bytes: movie.bytes, base: movie.offset, tracks: movie.tracks }, movie.box) &&
    clip.fragments.every(({ box, bytes }) => {
      const [moof] = boxesIn(bytes, 0, bytes.length) ?? []
      return moof !== undefined && redactBox(list, { bytes, base: box.at, tracks: [] }, moof)
    })
  if (!sound) return null
  list.zeroAfter(clip.end, fileSize)
  return list.sorted()
}

/** Brands that no player looks for become zeros. */
function redactBrands(list: RedactionList, { box, bytes }: Loaded): void {
  let at = box.body + MAJOR_BRAND_BYTES
  for (; at + BRAND_BYTES <= Math.min(box.end, box.at + bytes.length); at += BRAND_BYTES) {
    const brand = ascii(bytes, at - box.at, BRAND_BYTES)
    if (!BRANDS.test(brand) && brand !== '\0\0\0\0') list.zero(at, BRAND_BYTES)
  }
  list.zero(at, box.end - at)
}

/** An index: its bytes, which begin at `base` of the file, and the tracks whose boxes are in it. */
type Index = { bytes: Uint8Array; base: number; tracks: Track[] }

/** Frees the children of a box that don't stay, and redacts fields of those that do; false for a malformed box. */
function redactBox(list: RedactionList, index: Index, box: Box): boolean {
  const kept = KEPT[box.type]
  if (!kept) {
    redactFields(list, index, box)
    return true
  }
  const inside = boxesIn(index.bytes, box.body, box.end)
  if (!inside) return false
  return inside.every((child) => {
    const track = child.type === 'trak' ? index.tracks.find(({ box: { at } }) => at === child.at) : undefined
    const stays = kept.includes(child.type) && (!track || PLAYED.includes(track.handler))
    if (stays) return redactBox(list, index, child)
    free(list, child, index.base)
    return true
  })
}

/** Turns a box into one of type `free`, which every reader skips, with zeros inside. */
function free(list: RedactionList, box: Box, base: number): void {
  list.write(base + box.at + 4, FREE)
  list.zero(base + box.body, box.end - box.body)
}

/** Zeros in the fields of a box that say when, and by what program or camera, the clip was made. */
function redactFields(list: RedactionList, { bytes, base, tracks }: Index, box: Box): void {
  const zero = (from: number, to: number) => list.zero(base + from, Math.min(to, box.end) - from)
  if (['mvhd', 'tkhd', 'mdhd'].includes(box.type)) {
    // The times of creation and modification, of 32 or 64 bits each, follow the version and flags.
    zero(box.body + 4, box.body + 4 + (u8(bytes, box.body) === 1 ? 16 : 8))
  } else if (box.type === 'hdlr') {
    // QuickTime's manufacturer and the handler's name follow the handler's type.
    zero(box.body + 12, box.end)
  } else if (box.type === 'dref') {
    // The entries refer to this file itself, so only their version and flags mean something.
    for (const entry of boxesIn(bytes, box.body + 8, box.end) ?? []) zero(entry.body + 4, entry.end)
  } else if (box.type === 'stsd') {
    const track = tracks.find((one) => one.box.at < box.at && box.end <= one.box.end)
    if (track?.handler !== 'vide') return
    for (const entry of boxesIn(bytes, box.body + 8, box.end) ?? []) {
      for (const { at, length } of [VENDOR, ENCODER]) {
        if (entry.at + at < entry.end) zero(entry.at + at, entry.at + at + length)
      }
    }
  }
}
