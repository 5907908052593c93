/** What can be asked of the store: each request with what it carries. */
import type { Input } from '../../worker/contract/input.ts'
import type { Draft } from './draft.ts'

export type StudioRequest =
  /** The first contact, once more where it was refused. */
  | { type: 'begin' }
  /** Files of the visitor. */
  | { type: 'add'; files: readonly File[] }
  /** What the page brings now: ids of references, or addresses on hosts that the site allows. */
  | { type: 'take'; references: readonly string[] }
  | { type: 'remove'; key: string }
  /** To this place in the list, counted from 0: its name for the prompt follows. */
  | { type: 'move'; key: string; to: number }
  /** One file's upload rests, and goes on; a failed one is tried once more. */
  | { type: 'pause'; key: string }
  | { type: 'resume'; key: string }
  /** `page` where the page's own values changed. */
  | { type: 'edit'; draft: Partial<Draft>; page?: boolean }
  /** One of the site's presets, or none. */
  | { type: 'preset'; id: string | undefined }
  /** Values for the preset's placeholders; none where the page's own have changed. */
  | { type: 'fill'; values: Readonly<Record<string, string>> }
  | { type: 'consent'; given: boolean }
  /** The input as the page has left it, and as the visitor has it. */
  | { type: 'generate'; input: Input; own: Input }
  /** The same request once more, after a failure; the studio adds both. */
  | { type: 'retry'; input?: Input; own?: Input }
  | { type: 'cancel' }
  /** Back to composing with the same references; `seed` kept or left to chance. */
  | { type: 'compose'; keepSeed: boolean }
  /** New addresses for the video on the stage, where its own have expired. */
  | { type: 'renew' }
  /** This visitor's earlier videos: the newest anew, or more of them. */
  | { type: 'history'; more: boolean }
  /** One of them on the stage; a run that goes on does so without being watched. */
  | { type: 'open'; id: string }
  /** Back from it to what was being composed. */
  | { type: 'close' }
  /** One of them deleted for good. */
  | { type: 'delete'; id: string }
  | { type: 'reset' }

export type RequestType = StudioRequest['type']
