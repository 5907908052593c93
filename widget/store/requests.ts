/** What can be asked of the store: each request with what it carries. */
import type { Input } from '../../worker/contract/input.ts'
import type { Draft } from './snapshot.ts'

export type StudioRequest =
  /** Files of the visitor. */
  | { type: 'add'; files: readonly File[] }
  /** References that exist: ids, or addresses on hosts that the site allows. */
  | { type: 'take'; references: readonly string[] }
  | { type: 'remove'; key: string }
  /** One file's upload rests, and goes on; a failed one is tried once more. */
  | { type: 'pause'; key: string }
  | { type: 'resume'; key: string }
  | { type: 'edit'; draft: Partial<Draft> }
  | { type: 'consent'; given: boolean }
  | { type: 'generate'; input: Input }
  /** The same request once more, after a failure. */
  | { type: 'retry' }
  | { type: 'cancel' }
  /** Back to composing with the same references; `seed` kept or left to chance. */
  | { type: 'again'; keepSeed: boolean }
  | { type: 'reset' }

export type RequestType = StudioRequest['type']
