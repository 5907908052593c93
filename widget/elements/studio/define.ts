/** Defines the studio and the pieces it starts with; the stage follows with the first file. */
import { define } from '../element.ts'
import { RefreelComposer } from './composer/composer.ts'
import { RefreelNotice } from './notice/notice.ts'
import { RefreelOptions } from './options/options.ts'
import { RefreelPast } from './past/past.ts'
import { RefreelPrompt } from './prompt/prompt.ts'
import { RefreelReferences } from './references/references.ts'
import { RefreelStudio } from './studio.ts'

export function defineStudio(): void {
  define('refreel-references', RefreelReferences)
  define('refreel-prompt', RefreelPrompt)
  define('refreel-options', RefreelOptions)
  define('refreel-notice', RefreelNotice)
  define('refreel-past', RefreelPast)
  define('refreel-composer', RefreelComposer)
  define('refreel-studio', RefreelStudio)
}
