/** Real photos and clips, as bytes inside workerd. */

import catBmp from '../fixtures/cat.bmp?inline'
import catJpg from '../fixtures/cat.jpg?inline'
import catPng from '../fixtures/cat.png?inline'
import catWebp from '../fixtures/cat.webp?inline'
import catMov from '../fixtures/cat-pan.mov?inline'
import cupJpg from '../fixtures/cup.jpg?inline'
import cupMp4 from '../fixtures/cup-turn.mp4?inline'

export const CAT_PNG = bytes(catPng)
export const CAT_JPG = bytes(catJpg)
export const CAT_WEBP = bytes(catWebp)
export const CAT_BMP = bytes(catBmp)
export const CUP_JPG = bytes(cupJpg)
export const CUP_MP4 = bytes(cupMp4)
export const CAT_MOV = bytes(catMov)

function bytes(dataUrl: string): Uint8Array<ArrayBuffer> {
  const text = atob(dataUrl.slice(dataUrl.indexOf(',') + 1))
  return Uint8Array.from(text, (char) => char.charCodeAt(0))
}
