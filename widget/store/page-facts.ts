/** What the page says of one studio, beside the visitor's own choices. */
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import type { Draft } from './draft.ts'

/** The page's attributes and properties, read anew with each request. */
export interface PageFacts {
  /** The id of a preset of the site. */
  preset?: string | undefined
  /** Values for the placeholders of the preset's prompt. */
  variables?: Record<string, string> | undefined
  /** The metadata that the Worker keeps with the video. */
  metadata?: GenerationRequest['metadata']
  /** The visitor has to consent before a video is asked for. */
  requireConsent: boolean
  /** The fields that a new draft starts with. */
  draft: Partial<Draft>
  /** Ids of references, or addresses of pictures on hosts that the site allows. */
  references: readonly string[]
  /** The run that the page's form remembers. */
  generation?: string | undefined
}
