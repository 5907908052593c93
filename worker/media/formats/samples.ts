/** Reads a track's sample table: where its samples are in the file, and how long they play. */
import { u8, u16, u32, u64 } from '../binary.ts'
import { type Box, bodyOf, find } from './boxes.ts'
import type { ByteRange } from './byte-range.ts'

/** Sample ranges of one file at most: 30 s with a chunk for each frame, and sound, have about 5,000. Ours. */
export const SAMPLE_RANGES_MAX = 50_000
/** Offset of the channel count in a sound sample entry; bits per sample follow. ISO 14496-12, 12.2.3. */
const CHANNELS_AT = 24

/** The duration of all samples in the track's time units; null where the table is cut. */
export function mediaUnits(bytes: Uint8Array, table: Box | undefined): number | null {
  const stts = bodyOf(bytes, find(bytes, table, 'stts'))
  const entries = u32(stts, 4)
  if (8 + entries * 8 > stts.length) return null
  let [units, timed, each] = [0, 0, 0]
  for (let at = 8; at < 8 + entries * 8; at += 8) {
    each = u32(stts, at + 4)
    units += u32(stts, at) * each
    timed += u32(stts, at)
  }
  // Players repeat the last duration for samples beyond the end of the time table.
  const untimed = (sampleSizes(bytes, table)?.count ?? 0) - timed
  return units + Math.max(untimed, 0) * each
}

/** The byte ranges of the samples, one for each chunk; null where the tables contradict each other. */
export function chunks(bytes: Uint8Array, table: Box | undefined): ByteRange[] | null {
  const sizes = sampleSizes(bytes, table)
  const [short, long] = [bodyOf(bytes, find(bytes, table, 'stco')), bodyOf(bytes, find(bytes, table, 'co64'))]
  const [offsets, width] = long.length > 0 ? [long, 8] : [short, 4]
  const runs = bodyOf(bytes, find(bytes, table, 'stsc'))
  const [count, runCount] = [u32(offsets, 4), u32(runs, 4)]
  if (!sizes || count > SAMPLE_RANGES_MAX || 8 + count * width > offsets.length || 8 + runCount * 12 > runs.length) {
    return null
  }
  const ranges: ByteRange[] = []
  let [sample, run] = [0, -1]
  for (let chunk = 0; chunk < count; chunk++) {
    // An entry of `stsc` applies from its first chunk on, counted from 1.
    while (run + 1 < runCount && u32(runs, 8 + (run + 1) * 12) <= chunk + 1) run++
    const samples = run < 0 ? 0 : u32(runs, 8 + run * 12 + 4)
    if (sample + samples > sizes.count) return null
    const length = sizes.sum(sample, samples)
    sample += samples
    const at = 8 + chunk * width
    ranges.push({ offset: width === 8 ? u64(offsets, at) : u32(offsets, at), length })
  }
  return ranges
}

/**
 * True where a sound track's chunks are longer than its table says. Old QuickTime files count samples of one byte where
 * samples have two bytes, two channels, or come in packets. Such a chunk reaches to the next one.
 */
export function understated(bytes: Uint8Array, table: Box | undefined): boolean {
  const each = u32(bodyOf(bytes, find(bytes, table, 'stsz')), 4)
  const entry = bodyOf(bytes, find(bytes, table, 'stsd')).subarray(8)
  const frame = (u16(entry, CHANNELS_AT) * u16(entry, CHANNELS_AT + 2)) / 8
  return each > 0 && each < frame
}

type Sizes = { count: number; sum(first: number, count: number): number }

/**
 * Sample sizes: one for all samples or 32 bits each (`stsz`), or 4, 8 or 16 bits each (`stz2`); null where the table is
 * cut.
 */
function sampleSizes(bytes: Uint8Array, table: Box | undefined): Sizes | null {
  const plain = bodyOf(bytes, find(bytes, table, 'stsz'))
  const compact = bodyOf(bytes, find(bytes, table, 'stz2'))
  const body = plain.length > 0 ? plain : compact
  const count = u32(body, 8)
  const one = plain.length > 0 ? u32(plain, 4) : 0
  if (one > 0) return { count, sum: (_, samples) => samples * one }
  const bits = plain.length > 0 ? 32 : u8(compact, 7)
  if (![4, 8, 16, 32].includes(bits) || 12 + (count * bits) / 8 > body.length) return null
  const size = (index: number): number => {
    if (bits === 32) return u32(body, 12 + index * 4)
    if (bits === 16) return u16(body, 12 + index * 2)
    const byte = u8(body, 12 + Math.floor((index * bits) / 8))
    return bits === 8 ? byte : index % 2 === 0 ? byte >> 4 : byte & 15
  }
  return {
    count,
    sum: (first, samples) => {
      let sum = 0
      for (let index = first; index < first + samples; index++) sum += size(index)
      return sum
    },
  }
}
