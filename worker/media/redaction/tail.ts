/**
 * What follows a file's end. Phones append to most of their photos: a film, depths, makers' notes. Refusing those would
 * refuse the photos, so what follows leaves as zeros: also an archive or a page that somebody hid there.
 */
import type { Picture } from '../formats/picture.ts'
import { type Patch, Patches } from './patch.ts'

export function blankTail(patches: Patches, { end }: { end: number }, size: number): void {
  patches.blank(end, size - end)
}

/** All there is to blank in a format that has no metadata: BMP, with what stands between its parts. */
export function blankOnlyTail(picture: Picture, size: number): Patch[] | null {
  const patches = new Patches()
  for (const { offset, length } of picture.metadata) patches.blank(offset, length)
  blankTail(patches, picture, size)
  return patches.sorted()
}
