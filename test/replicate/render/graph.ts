/** Writes the ffmpeg filter graph that turns shots and a caption into one stream of frames. */
import type { Footage, Shot } from './shots.ts'
import { FRAME_RATE, type FrameSize } from './size.ts'

/** How much of a reference must stay in view when it is cropped to fill the frame; the rest is filled with a blur. */
const KEEP_IN_VIEW = 0.7
/** zoompan moves by whole pixels of its source: on a sheet of twice the size its steps can't be seen. */
const SHEET_SCALE = 2
/** Sharper than any frame; a picture of 8,000 px a side would take a gigabyte of memory. */
const PICTURE_SIDE_MAX_PIXELS = 4096
/** The blurred backdrop is computed on a picture this much smaller, which costs next to nothing. */
const BACKDROP_SHRINK = 20

/** The graph for inputs 0…n-1 (one a shot) and n (the caption); its result is `[video]`. */
export function filterGraph(shots: Shot[], size: FrameSize): string {
  const parts = shots.map((shot, index) =>
    shot.footage.kind === 'image' ? stillShot(shot, size, index) : clipShot(shot, size, index),
  )
  const labels = shots.map((_, index) => `[shot${index}]`).join('')
  return [
    ...parts,
    `${labels}concat=n=${shots.length}:v=1:a=0[film]`,
    `[film][${shots.length}:v]overlay=x=0:y=main_h-overlay_h:format=yuv420,format=yuv420p[video]`,
  ].join(';')
}

/** A camera over a picture: the picture is laid out once, large, and zoompan makes the frames from it. */
function stillShot(shot: Shot, size: FrameSize, index: number): string {
  const sheet = { width: size.width * SHEET_SCALE, height: size.height * SHEET_SCALE }
  const shrink = Math.min(1, PICTURE_SIDE_MAX_PIXELS / Math.max(shot.footage.width, shot.footage.height))
  const picture = { width: even(shot.footage.width * shrink), height: even(shot.footage.height * shrink) }
  const last = Math.max(1, shot.frames - 1)
  // Slow at both ends, as a hand would move a camera.
  const eased = `(1-cos(PI*on/${last}))/2`
  const mix = ([from, to]: [number, number], by: string) => `(${fixed(from)}+${fixed(to - from)}*${by})`
  const sway = `0.06*sin(${fixed(shot.sway.phase)}+${fixed(2 * Math.PI * shot.sway.turns)}*on/${last})`
  const camera = [
    `z='${mix(shot.zoom, eased)}'`,
    `x='(iw-iw/zoom)*clip(${mix(shot.look.x, eased)},0,1)'`,
    `y='(ih-ih/zoom)*clip(${mix(shot.look.y, eased)}+${sway},0,1)'`,
  ].join(':')
  return [
    `[${index}:v]${turned(shot.footage)}scale=${picture.width}:${picture.height}:flags=bicubic,format=rgba[raw${index}]`,
    // Product photos are often cut out: what is transparent shows a light grey.
    `color=c=0xe4e2df:s=${picture.width}x${picture.height}:r=1:d=1[paper${index}]`,
    `[paper${index}][raw${index}]overlay=format=rgb:shortest=1,format=yuv444p,${tinted(shot)}[flat${index}]`,
    laidOut(shot.footage, sheet, `flat${index}`, `sheet${index}`),
    `[sheet${index}]format=yuv420p,zoompan=${camera}:d=${shot.frames}:s=${size.width}x${size.height}:fps=${FRAME_RATE},` +
      `trim=end_frame=${shot.frames},setsar=1,format=yuv420p[shot${index}]`,
  ].join(';')
}

/** A clip as it is, from its beginning, again from there when it is shorter than its shot. */
function clipShot(shot: Shot, size: FrameSize, index: number): string {
  return [
    `[${index}:v]fps=${FRAME_RATE},trim=end_frame=${shot.frames},setpts=PTS-STARTPTS,format=yuv420p,${tinted(shot)}[flat${index}]`,
    laidOut(shot.footage, size, `flat${index}`, `sheet${index}`),
    `[sheet${index}]setsar=1,format=yuv420p[shot${index}]`,
  ].join(';')
}

/** Fills the frame with the picture, or shows it over a blurred copy of itself where that would cut off too much. */
function laidOut(footage: Footage, frame: FrameSize, from: string, to: string): string {
  const ratio = footage.width / footage.height / (frame.width / frame.height)
  const kept = Math.min(ratio, 1 / ratio)
  // Pictures come from RGB. Clips are in BT.709 as a rule, and to convert each frame takes as long as to encode it.
  const colours = footage.kind === 'image' ? 'out_color_matrix=bt709:out_range=tv' : 'out_range=tv'
  // Cropping takes more from the foot than from the top: faces are above the middle.
  const cover = ({ width, height }: FrameSize) =>
    `scale=${width}:${height}:force_original_aspect_ratio=increase:flags=bicubic:${colours},crop=${width}:${height}:(iw-ow)/2:(ih-oh)*0.3`
  if (kept >= KEEP_IN_VIEW) return `[${from}]${cover(frame)}[${to}]`

  const fill = Math.min(1, kept / KEEP_IN_VIEW)
  const view: FrameSize =
    ratio > 1
      ? { width: frame.width, height: even(frame.height * fill) }
      : { width: even(frame.width * fill), height: frame.height }
  const small: FrameSize = { width: even(frame.width / BACKDROP_SHRINK), height: even(frame.height / BACKDROP_SHRINK) }
  return [
    `[${from}]${cover(view)},split[${to}front][${to}copy]`,
    `[${to}copy]scale=${small.width}:${small.height}:flags=bilinear,boxblur=4:2,eq=brightness=-0.07:saturation=1.15,` +
      `scale=${frame.width}:${frame.height}:flags=bilinear[${to}back]`,
    // Somewhat above the middle, because the caption takes the foot.
    `[${to}back][${to}front]overlay=x=(W-w)/2:y=(H-h)*0.42[${to}]`,
  ].join(';')
}

function tinted({ tint }: Shot): string {
  return (
    `hue=h=${fixed(tint.hue)}:s=${fixed(tint.saturation)},` +
    `eq=contrast=${fixed(tint.contrast)}:gamma_r=${fixed(tint.red)}:gamma_b=${fixed(tint.blue)}`
  )
}

/** Photos from telephones say in their EXIF data how to hold them; ffmpeg turns clips itself, but not pictures. */
function turned(footage: Footage): string {
  return TURNS[footage.turn ?? 1] ?? ''
}

const TURNS: Record<number, string> = {
  2: 'hflip,',
  3: 'hflip,vflip,',
  4: 'vflip,',
  5: 'transpose=0,',
  6: 'transpose=1,',
  7: 'transpose=3,',
  8: 'transpose=2,',
}

const even = (value: number) => 2 * Math.round(value / 2)
const fixed = (value: number) => value.toFixed(4)
