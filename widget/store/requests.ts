/** The requests that the store takes, each with its data. `HEARD` says when. */
import type { Input } from '../../worker/contract/input.ts'
import type { Draft } from './draft.ts'

/** A request of an element, a method or the page. */
export type StudioRequest =
  /** Tries the first contact again after a refusal. */
  | { type: 'begin' }
  /** Adds the visitor's files. */
  | { type: 'add'; files: readonly File[] }
  /** Takes the page's references: ids, or addresses on hosts that the site allows. */
  | { type: 'take'; references: readonly string[] }
  /** Removes a reference. */
  | { type: 'remove'; key: string }
  /** Moves a reference to a place in the list, from 0. Its number in the prompt changes with the place. */
  | { type: 'move'; key: string; to: number }
  /** Pauses the upload of one file. */
  | { type: 'pause'; key: string }
  /** Resumes a paused upload, or retries a failed one. */
  | { type: 'resume'; key: string }
  /** Changes fields of the draft; `page` if the page did, not the visitor. */
  | { type: 'edit'; draft: Partial<Draft>; page?: boolean }
  /** Chooses one of the site's presets, or none. */
  | { type: 'preset'; id: string | undefined }
  /** Sets values for the preset's placeholders; without any, the page's own are read anew. */
  | { type: 'fill'; values: Readonly<Record<string, string>> }
  /** Gives or takes back the visitor's consent. */
  | { type: 'consent'; given: boolean }
  /** Asks for a video: `own` is the visitor's input, `input` the one that the page's event handlers have changed. */
  | { type: 'generate'; input: Input; own: Input }
  /** Asks once more after a failure; the studio adds both inputs, as for `generate`. */
  | { type: 'retry'; input?: Input; own?: Input }
  /** Cancels the run, or a create without an answer. */
  | { type: 'cancel' }
  /** Leaves a finished run and composes the next one from its input, with the same seed or a random one. */
  | { type: 'compose'; keepSeed: boolean }
  /** Gets new addresses for the video that is shown, after its signed ones have expired. */
  | { type: 'renew' }
  /** Lists the visitor's earlier videos: the first page anew, or the next page. */
  | { type: 'history'; more: boolean }
  /** Shows an earlier video; a run that is not over goes on behind it. */
  | { type: 'open'; id: string }
  /** Leaves an earlier video. */
  | { type: 'close' }
  /** Deletes an earlier video for good. */
  | { type: 'delete'; id: string }
  /** Empties the studio. */
  | { type: 'reset' }

export type RequestType = StudioRequest['type']
