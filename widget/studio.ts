/** The file of a page with a studio: defines `<refreel-studio>` and the pieces it starts with; `lazy-pieces.ts` has the others. */
import { RefreelStudio } from './elements/studio/studio.ts'

// The studio's module comes first: its markup is then built next to the pieces' markup, which compresses better.

import { define } from './elements/element.ts'
import { RefreelComposer } from './elements/studio/composer/composer.ts'
import { RefreelHistory } from './elements/studio/history/disclosure.ts'
import { RefreelNotice } from './elements/studio/notice/notice.ts'
import { RefreelOptions } from './elements/studio/options/options.ts'
import { RefreelPrompt } from './elements/studio/prompt/prompt.ts'
import { RefreelReferences } from './elements/studio/references/references.ts'

define('refreel-references', RefreelReferences)
define('refreel-prompt', RefreelPrompt)
define('refreel-options', RefreelOptions)
define('refreel-notice', RefreelNotice)
define('refreel-history', RefreelHistory)
define('refreel-composer', RefreelComposer)
define('refreel-studio', RefreelStudio)

export { RefreelStudio }
