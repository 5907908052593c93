/** Size and length of a picture or clip, read from its headers; nothing is ever decoded. */
import { type ParsedIsoBox, readHdlr, readIsoBoxes, readMvhd, readTkhd } from '@svta/cml-iso-bmff'
import { imageSize } from 'image-size'
import { type MediaType, SNIFF_BYTES, sniff } from './sniff.ts'
import type { ByteSource } from './source.ts'

/** Bytes of a picture's beginning that hold its dimensions, large EXIF and colour profiles included. Ours. */
const IMAGE_HEADER_BYTES = 512 * 1024
/** Bytes of the largest moov box that we read: hours of video have less. Ours. */
const MOOV_MAX_BYTES = 8 * 1024 * 1024
/** Top-level boxes that we walk over to find the moov. Ours. */
const BOXES_MAX = 1000

export type MediaFacts = {
  media_type: MediaType
  kind: 'image' | 'video'
  /** Pixels as shown: orientation applied. */
  width: number
  height: number
  /** Seconds; 0 of an image. */
  duration: number
}

export type ProbeResult = { ok: true; facts: MediaFacts } | { ok: false; why: 'unsupported-type' | 'corrupt' }

/** What the file is and how large, or why it can't be told. */
export async function probe(source: ByteSource): Promise<ProbeResult> {
  const media_type = sniff(await source.read(0, SNIFF_BYTES))
  if (!media_type) return { ok: false, why: 'unsupported-type' }
  const facts = media_type.startsWith('image/')
    ? await probeImage(source, media_type)
    : await probeClip(source, media_type)
  return facts ? { ok: true, facts } : { ok: false, why: 'corrupt' }
}

async function probeImage(source: ByteSource, media_type: MediaType): Promise<MediaFacts | null> {
  try {
    const { width, height, orientation = 1 } = imageSize(await source.read(0, IMAGE_HEADER_BYTES))
    if (!width || !height) return null
    // EXIF orientations 5 to 8 are turned by a quarter.
    const [shownWidth, shownHeight] = orientation >= 5 ? [height, width] : [width, height]
    return { media_type, kind: 'image', width: shownWidth, height: shownHeight, duration: 0 }
  } catch {
    return null
  }
}

async function probeClip(source: ByteSource, media_type: MediaType): Promise<MediaFacts | null> {
  const moov = await readMoov(source)
  if (!moov) return null
  try {
    const [box] = readIsoBoxes(moov, { readers: { mvhd: readMvhd, tkhd: readTkhd, hdlr: readHdlr } }) as Box[]
    const header = find(box, 'mvhd')
    const video = (box?.boxes ?? []).find((track) => find(find(track, 'mdia'), 'hdlr')?.handlerType === 'vide')
    const track = find(video, 'tkhd')
    if (!header?.timescale || !header.duration || !track?.width || !track.height || !track.matrix) return null
    const turned = track.matrix[0] === 0 && track.matrix[4] === 0
    const [width, height] = turned ? [track.height, track.width] : [track.width, track.height]
    const duration = header.duration / header.timescale
    return { media_type, kind: 'video', width: Math.round(width), height: Math.round(height), duration }
  } catch {
    return null
  }
}

/** The fields of the parsed boxes that we look at. */
type Box = ParsedIsoBox & {
  boxes?: Box[]
  handlerType?: string
  timescale?: number
  duration?: number
  width?: number
  height?: number
  matrix?: number[]
}

function find(box: Box | undefined, type: string): Box | undefined {
  return box?.boxes?.find((child) => child.type === type)
}

/** The whole moov box, wherever in the file it stands. */
async function readMoov(source: ByteSource): Promise<Uint8Array | null> {
  let offset = 0
  for (let count = 0; count < BOXES_MAX && offset + 8 <= source.size; count++) {
    const head = await source.read(offset, 16)
    if (head.length < 8) return null
    const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
    const type = String.fromCharCode(...head.subarray(4, 8))
    const short = view.getUint32(0)
    // 0 means to the end of the file, 1 that a 64-bit size follows.
    const size =
      short === 0 ? source.size - offset : short === 1 && head.length === 16 ? Number(view.getBigUint64(8)) : short
    if (size < 8 || offset + size > source.size) return null
    if (type === 'moov') return size <= MOOV_MAX_BYTES ? source.read(offset, size) : null
    offset += size
  }
  return null
}
