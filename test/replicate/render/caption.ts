/** The strip at the foot of a video: the prompt and the seed in white on a shadow that fades upwards. */
import { breakLines, drawLine, type Sheet } from './lettering.ts'
import type { Picture } from './png.ts'
import type { FrameSize } from './size.ts'

/** How dark the shadow gets at the lower edge, of 255. */
const SHADOW_ALPHA = 190
const NOTE_ALPHA = 0.78

/** A strip as wide as the frame, to be laid on its lower edge. */
export function drawCaption({ width, height }: FrameSize, prompt: string, note: string): Picture {
  const short = Math.min(width, height)
  const lineHeight = short / 25
  const noteHeight = lineHeight * 0.72
  const margin = Math.round(short * 0.05)
  const lines = breakLines(prompt, lineHeight, width - 2 * margin, width > height ? 2 : 3)
  const notes = breakLines(note, noteHeight, width - 2 * margin, 1)

  const textHeight = lines.length * lineHeight * 1.12 + noteHeight * 1.5
  const stripHeight = 2 * Math.ceil((textHeight + margin + short * 0.16) / 2)
  const bold: Sheet = { width, height: stripHeight, coverage: new Uint8Array(width * stripHeight) }
  const faint: Sheet = { ...bold, coverage: new Uint8Array(width * stripHeight) }
  let baseline = stripHeight - margin
  for (const text of notes) drawLine(faint, text, noteHeight, margin, baseline)
  baseline -= noteHeight * 1.5
  for (const text of lines.toReversed()) {
    drawLine(bold, text, lineHeight, margin, baseline)
    baseline -= lineHeight * 1.12
  }
  return { width, height: stripHeight, rgba: blend(bold, faint) }
}

/** White where there are letters, black where there is shadow; straight alpha, as PNG has it. */
function blend(bold: Sheet, faint: Sheet): Uint8Array {
  const { width, height } = bold
  const rgba = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    const down = Math.min(1, y / (height * 0.7))
    const shadow = (SHADOW_ALPHA / 255) * down * down * (3 - 2 * down)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const ink = Math.max((bold.coverage[at] ?? 0) / 255, (NOTE_ALPHA * (faint.coverage[at] ?? 0)) / 255)
      const alpha = ink + shadow * (1 - ink)
      const white = alpha === 0 ? 0 : Math.round((255 * ink) / alpha)
      rgba.fill(white, at * 4, at * 4 + 3)
      rgba[at * 4 + 3] = Math.round(255 * alpha)
    }
  }
  return rgba
}
