/** All members of the corpus, by format. */
import { BMPS } from './bmp.ts'
import { BOX_CLIPS } from './clip-boxes.ts'
import { DOUBLE_CLIPS } from './clip-doubles.ts'
import { FRAGMENT_CLIPS } from './clip-fragments.ts'
import { TABLE_CLIPS } from './clip-tables.ts'
import { TIME_CLIPS } from './clip-times.ts'
import { TRACK_CLIPS } from './clip-tracks.ts'
import { JPEGS } from './jpeg.ts'
import type { Member } from './member.ts'
import { OTHERS } from './others.ts'
import { PNGS } from './png.ts'
import { WEBPS } from './webp.ts'

export const CORPUS: Member[] = [
  ...[...JPEGS, ...PNGS, ...WEBPS, ...BMPS],
  ...[...TABLE_CLIPS, ...TIME_CLIPS, ...TRACK_CLIPS, ...BOX_CLIPS, ...DOUBLE_CLIPS, ...FRAGMENT_CLIPS],
  ...OTHERS,
]
