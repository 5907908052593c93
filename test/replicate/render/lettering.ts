/** Breaks text into lines and draws it as smooth pen strokes into a sheet of coverage, one byte a pixel. */
import { BASELINE, type Glyph, glyphOf, LINE_UNITS } from './font.ts'

export type Sheet = { width: number; height: number; coverage: Uint8Array }

/** Half the width of the pen, in units of the font. */
const PEN_RADIUS_UNITS = 1.05
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The text in at most so many lines of that width, whole words where they fit; an ellipsis says that there was more. */
export function breakLines(text: string, lineHeight: number, width: number, maxLines: number): string[] {
  const words = text
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim()
    .split(' ')
  const lines: string[] = []
  let line = ''
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`
    if (measure(longer, lineHeight) <= width) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    if (lines.length === maxLines) return [...lines.slice(0, -1), shorten(lines.at(-1) ?? '', lineHeight, width)]
    line = measure(word, lineHeight) <= width ? word : shorten(word, lineHeight, width)
  }
  return line === '' ? lines : [...lines, line]
}

/** Draws one line with its left end and its baseline at the given pixel. */
export function drawLine(sheet: Sheet, text: string, lineHeight: number, left: number, baseline: number): void {
  const scale = lineHeight / LINE_UNITS
  let pen = left
  for (const glyph of glyphsOf(text)) {
    for (const stroke of glyph.strokes) {
      for (let index = 0; index + 1 < stroke.length; index++) {
        const [x1, y1] = stroke[index] ?? [0, 0]
        const [x2, y2] = stroke[index + 1] ?? [0, 0]
        const lift = (y: number) => baseline + (y - BASELINE) * scale
        drawSegment(sheet, pen + x1 * scale, lift(y1), pen + x2 * scale, lift(y2), PEN_RADIUS_UNITS * scale)
      }
    }
    pen += glyph.advance * scale
  }
}

function measure(text: string, lineHeight: number): number {
  return glyphsOf(text).reduce((sum, glyph) => sum + glyph.advance, 0) * (lineHeight / LINE_UNITS)
}

function shorten(text: string, lineHeight: number, width: number): string {
  const parts = Array.from(graphemes.segment(text), ({ segment }) => segment)
  while (parts.length > 0 && measure(`${parts.join('')}...`, lineHeight) > width) parts.pop()
  return `${parts.join('').trimEnd()}...`
}

function glyphsOf(text: string): Glyph[] {
  return Array.from(graphemes.segment(text), ({ segment }) => glyphOf(segment))
}

/** Covers the pixels near a stroke; their distance from it decides how much, which smooths the edge. */
function drawSegment(sheet: Sheet, x1: number, y1: number, x2: number, y2: number, radius: number): void {
  const reach = radius + 1
  const fromX = Math.max(0, Math.floor(Math.min(x1, x2) - reach))
  const toX = Math.min(sheet.width - 1, Math.ceil(Math.max(x1, x2) + reach))
  const fromY = Math.max(0, Math.floor(Math.min(y1, y2) - reach))
  const toY = Math.min(sheet.height - 1, Math.ceil(Math.max(y1, y2) + reach))
  const dx = x2 - x1
  const dy = y2 - y1
  const lengthSquared = dx * dx + dy * dy
  for (let y = fromY; y <= toY; y++) {
    for (let x = fromX; x <= toX; x++) {
      const along = lengthSquared === 0 ? 0 : ((x - x1) * dx + (y - y1) * dy) / lengthSquared
      const nearest = Math.min(1, Math.max(0, along))
      const distance = Math.hypot(x - x1 - nearest * dx, y - y1 - nearest * dy)
      const coverage = Math.round(255 * Math.min(1, Math.max(0, radius + 0.5 - distance)))
      const at = y * sheet.width + x
      if (coverage > (sheet.coverage[at] ?? 0)) sheet.coverage[at] = coverage
    }
  }
}
