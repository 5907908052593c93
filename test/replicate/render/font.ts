/** The letters of the captions, as pen strokes: they need no font file and no drawtext in ffmpeg. */
import { STROKES } from './font-strokes.ts'

type Point = [x: number, y: number]
/** Strokes in units of the font: y grows downwards, capitals reach from -12 to the baseline at 9. */
export type Glyph = { advance: number; strokes: Point[][] }

export const BASELINE = 9
export const LINE_UNITS = 32

const ASCII = new Map(STROKES.map((data, index) => [String.fromCharCode(32 + index), decode(data)]))
// The fraction slash, which ½ and its like are taken apart with.
ASCII.set('\u2044', ASCII.get('/') ?? { advance: 0, strokes: [] })
ASCII.set('·', { advance: 12, strokes: [polyline('5,-1 6,-2 7,-1 6,0 5,-1')] })

/** The glyph for a character that the font lacks: a lozenge with a dot. */
const REPLACEMENT: Glyph = {
  advance: 20,
  strokes: [polyline('10,-11 18,-1 10,9 2,-1 10,-11'), polyline('10,-2 10,0')],
}

/** Combining marks about the middle of a letter; those with a negative y are for capitals and are let down on others. */
const MARKS = new Map<string, Point[][]>([
  ['\u0300', [polyline('-3,-18 1,-15')]],
  ['\u0301', [polyline('3,-18 -1,-15')]],
  ['\u0302', [polyline('-4,-15 0,-18 4,-15')]],
  ['\u0303', [polyline('-5,-15 -2,-17 2,-15 5,-17')]],
  ['\u0304', [polyline('-4,-16 4,-16')]],
  ['\u0306', [polyline('-4,-18 0,-15 4,-18')]],
  ['\u0307', [polyline('0,-16 0,-16')]],
  ['\u0308', [polyline('-3,-16 -3,-16'), polyline('3,-16 3,-16')]],
  ['\u030a', [polyline('0,-19 2,-17 0,-15 -2,-17 0,-19')]],
  ['\u030b', [polyline('0,-18 -3,-15'), polyline('5,-18 2,-15')]],
  ['\u030c', [polyline('-4,-18 0,-15 4,-18')]],
  ['\u0327', [polyline('0,9 2,12 -1,14')]],
  ['\u0328', [polyline('1,9 -1,12 2,14')]],
])

/** Characters that Unicode does not take apart and that plain letters stand for well enough. */
const LOOKALIKES = new Map(
  'ß=ss æ=ae Æ=AE œ=oe Œ=OE ø=o Ø=O ł=l Ł=L đ=d Đ=D ı=i þ=th Þ=Th ‘=\' ’=\' ‚=, “=" ”=" „=" «=" »=" ‐=- ‑=- –=- —=- −=- •=· ×=x €=EUR £=GBP ©=(c) ®=(r)'
    .split(' ')
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(2)]),
)

const cache = new Map<string, Glyph>()
/** A cache that a long-running process can afford whatever visitors write. */
const CACHE_MAX = 5000

/** The strokes of one grapheme; letters with marks are composed. */
export function glyphOf(grapheme: string): Glyph {
  const known = cache.get(grapheme)
  if (known) return known
  const glyph = compose(grapheme)
  if (cache.size < CACHE_MAX) cache.set(grapheme, glyph)
  return glyph
}

function compose(grapheme: string): Glyph {
  const parts = [...(LOOKALIKES.get(grapheme) ?? grapheme).normalize('NFKD')]
  const letters = parts.filter((part) => !/\p{M}/u.test(part)).map((letter) => ASCII.get(letter))
  if (letters.length === 0 || letters.includes(undefined)) return REPLACEMENT
  const joined: Glyph = { advance: 0, strokes: [] }
  for (const letter of letters) {
    for (const stroke of letter?.strokes ?? []) joined.strokes.push(shifted(stroke, joined.advance, 0))
    joined.advance += letter?.advance ?? 0
  }
  const letDown = /^[A-Zbdfhklt]/.test(parts[0] ?? '') ? 0 : 7
  for (const mark of parts.flatMap((part) => MARKS.get(part) ?? [])) {
    const isBelow = mark.every(([, y]) => y > 0)
    joined.strokes.push(shifted(mark, joined.advance / 2, isBelow ? 0 : letDown))
  }
  return joined
}

function decode(data: string): Glyph {
  const unit = (at: number) => data.charCodeAt(at) - 'R'.charCodeAt(0)
  const left = unit(0)
  const glyph: Glyph = { advance: unit(1) - left, strokes: [[]] }
  for (let at = 2; at < data.length; at += 2) {
    if (data.startsWith(' R', at)) glyph.strokes.push([])
    else glyph.strokes.at(-1)?.push([unit(at) - left, unit(at + 1)])
  }
  return glyph
}

function polyline(points: string): Point[] {
  return points.split(' ').map((point) => point.split(',').map(Number) as Point)
}

function shifted(stroke: Point[], right: number, down: number): Point[] {
  return stroke.map(([x, y]) => [x + right, y + down])
}
