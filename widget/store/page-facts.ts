/** What the page says of one studio, beside the visitor's own choices. */
import type { GenerationRequest } from '../../worker/contract/generation.ts'
import type { Draft } from './draft.ts'

/** What the page says beside the visitor's choices; read anew with each request. */
export interface PageFacts {
  preset?: string | undefined
  variables?: Record<string, string> | undefined
  metadata?: GenerationRequest['metadata']
  requireConsent: boolean
  /** Starting values. */
  draft: Partial<Draft>
  references: readonly string[]
  /** The run that the page's form remembers. */
  generation?: string | undefined
}
