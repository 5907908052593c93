/** The style sheets of the studio and the pieces it starts with, which share one tree. */
import { base } from '../../styles/base.ts'
import { tokens } from '../../styles/tokens.ts'
import { noticeStyles } from './notice/notice.styles.ts'
import { optionsStyles } from './options/options.styles.ts'
import { promptStyles } from './prompt/prompt.styles.ts'
import { referencesStyles } from './references/references.styles.ts'
import { studioStyles } from './studio.styles.ts'

export const studioSheets = [tokens, base, studioStyles, referencesStyles, promptStyles, optionsStyles, noticeStyles]
