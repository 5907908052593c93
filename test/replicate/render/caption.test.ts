/** Captions take any text: it is broken into lines, shortened, and drawn with a stand-in for what the font lacks. */
import { expect, test } from 'vitest'
import { drawCaption } from './caption.ts'
import { glyphOf } from './font.ts'
import { breakLines } from './lettering.ts'

const replacement = glyphOf('猫')

test('a prompt is broken between words and shortened where it does not fit', () => {
  const lines = breakLines('A curious cat sits on a windowsill watching rain fall outside', 40, 400, 2)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toBe('A curious cat sits')
  expect(lines[1]).toMatch(/^on a .+\.\.\.$/)
  expect(breakLines('  short\n\ttext ', 40, 400, 2)).toEqual(['short text'])
  expect(breakLines('', 40, 400, 2)).toEqual([])
})

test('a word that is longer than a line is shortened', () => {
  expect(breakLines('x'.repeat(500), 40, 400, 2)).toEqual([expect.stringMatching(/^x+\.\.\.$/)])
})

test('letters with marks are composed, typographic signs have their plain forms', () => {
  for (const letter of ['é', 'Ł', 'ß', 'ç', '“', '—', 'Å', '½']) expect(glyphOf(letter)).not.toBe(replacement)
})

test('what the font lacks is one replacement for each sign that a reader sees', () => {
  for (const sign of ['😀', '👩‍👩‍👧', 'ж', '\u202e', '\ud800']) expect(glyphOf(sign)).toBe(replacement)
})

test('a caption is as wide as the frame, dark at its foot and clear at its top', () => {
  const { width, height, rgba } = drawCaption({ width: 720, height: 1280 }, 'Ünïcode 猫 😀', 'seed 1')
  expect(width).toBe(720)
  expect(height).toBeLessThan(400)
  expect(rgba[3]).toBe(0)
  expect(rgba.at(-1)).toBeGreaterThan(150)
  expect(rgba.some((value, at) => at % 4 === 0 && value === 255)).toBe(true)
})
