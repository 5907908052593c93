/** Prepares a file for its upload: inspects it, converts it where that is needed, and identifies its bytes. */
import { type Identity, identify } from '../../client/upload/identify.ts'
import { type Inspection, inspect } from '../../files/inspect.ts'

/** A file that is inspected and identified. */
export interface PreparedFile extends Inspection {
  /** The file to send: the visitor's own, or a JPEG made from it. */
  sending: File
  identity?: Identity | undefined
  /** Equal for equal bytes under any name; on plain HTTP, where browsers don't hash, for the same file. */
  content: string
}

/** Prepares a file; `found` is its inspection, if there was one. Never rejects: an unreadable file has a problem. */
export async function prepareFile(file: File, found?: Inspection): Promise<PreparedFile> {
  const plain = [file.name, file.size, file.lastModified].join('|')
  try {
    const inspection = found ?? (await inspect(file))
    const sending = inspection.converted ?? file
    if (inspection.problem) return { ...inspection, sending, content: plain }
    const identity = await identify(sending)
    return { ...inspection, sending, identity, content: identity?.content ?? plain }
  } catch {
    return { problem: 'corrupt', sending: file, content: plain }
  }
}
