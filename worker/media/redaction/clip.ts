/**
 * What is blanked in an mp4 or QuickTime file: every box that playing doesn't need becomes `free`, times and makers'
 * names become zeros, tracks of positions or texts go, and so does what stands between the samples of the others. No box
 * moves. What a coder wrote into its own samples stays.
 */
import { u8 } from '../fields.ts'
import { type Box, boxesIn } from '../formats/boxes.ts'
import { type Clip, PLAYED } from '../formats/clip.ts'
import type { Track } from '../formats/movie.ts'
import { unplayed } from '../formats/stretches.ts'
import { blankBrands } from './brands.ts'
import { type Patch, Patches } from './patch.ts'
import { blankTail } from './tail.ts'

const FREE = new TextEncoder().encode('free')

/** Boxes that stay, by the box around them. All others go: `udta`, `meta`, `uuid`, and what is yet to be invented. */
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
/** Inside a visual sample entry: the vendor, and the coder's name, which is often the camera's. QuickTime, ISO 14496-12. */
const VENDOR = { at: 20, length: 4 }
const CODER = { at: 50, length: 32 }

/** The patches, or null where something can't be taken out. */
export function blankClip(clip: Clip, size: number): Patch[] | null {
  const patches = new Patches()
  const { movie } = clip
  for (const box of clip.boxes) {
    if (!KEPT.file?.includes(box.type)) free(patches, box, 0)
    // QuickTime's room for a longer header: nobody reads what is in it.
    if (box.type === 'wide') patches.blank(box.body, box.end - box.body)
  }
  for (const brands of clip.brands) blankBrands(patches, brands)
  const others = movie.tracks.filter((track) => track.selfContained && !PLAYED.includes(track.handler))
  // A track can't go from the index while fragments still tell of it.
  if (others.length > 0 && clip.fragments.length > 0) return null
  const rest = unplayed(clip)
  for (const { offset, length } of rest ?? []) patches.blank(offset, length)
  const sound =
    rest !== null &&
    blankBox(patches, { bytes: movie.bytes, base: movie.offset, tracks: movie.tracks }, movie.box) &&
    clip.fragments.every(({ box, bytes }) => {
      const [moof] = boxesIn(bytes, 0, bytes.length) ?? []
      return moof !== undefined && blankBox(patches, { bytes, base: box.at, tracks: [] }, moof)
    })
  if (!sound) return null
  blankTail(patches, clip, size)
  return patches.sorted()
}

/** An index: its bytes, which begin at `base` of the file, and the tracks whose boxes are in it. */
type Index = { bytes: Uint8Array; base: number; tracks: Track[] }

/** Frees what goes from a box, and blanks fields of what stays; false where the box can't be followed. */
function blankBox(patches: Patches, index: Index, box: Box): boolean {
  const kept = KEPT[box.type]
  if (!kept) {
    blankFields(patches, index, box)
    return true
  }
  const inside = boxesIn(index.bytes, box.body, box.end)
  if (!inside) return false
  return inside.every((child) => {
    const track = child.type === 'trak' ? index.tracks.find(({ box: { at } }) => at === child.at) : undefined
    const stays = kept.includes(child.type) && (!track || PLAYED.includes(track.handler))
    if (stays) return blankBox(patches, index, child)
    free(patches, child, index.base)
    return true
  })
}

function free(patches: Patches, box: Box, base: number): void {
  patches.write(base + box.at + 4, FREE)
  patches.blank(base + box.body, box.end - box.body)
}

/** When it was made, and with what. */
function blankFields(patches: Patches, { bytes, base, tracks }: Index, box: Box): void {
  const blank = (from: number, to: number) => patches.blank(base + from, Math.min(to, box.end) - from)
  if (['mvhd', 'tkhd', 'mdhd'].includes(box.type)) {
    // Creation and modification, of 32 or 64 bits each, after the version and flags.
    blank(box.body + 4, box.body + 4 + (u8(bytes, box.body) === 1 ? 16 : 8))
  } else if (box.type === 'hdlr') {
    // After the kind of handler: QuickTime's manufacturer, and the name.
    blank(box.body + 12, box.end)
  } else if (box.type === 'dref') {
    // Of references to this file itself only the version and flags mean something.
    for (const entry of boxesIn(bytes, box.body + 8, box.end) ?? []) blank(entry.body + 4, entry.end)
  } else if (box.type === 'stsd') {
    const track = tracks.find((one) => one.box.at < box.at && box.end <= one.box.end)
    if (track?.handler !== 'vide') return
    for (const entry of boxesIn(bytes, box.body + 8, box.end) ?? []) {
      for (const { at, length } of [VENDOR, CODER]) {
        if (entry.at + at < entry.end) blank(entry.at + at, entry.at + at + length)
      }
    }
  }
}
