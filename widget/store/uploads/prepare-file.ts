/** A file that has just come in: what it is, whether it fits, and by which bytes it is known again. */
import { type Identity, identify } from '../../client/upload/identify.ts'
import { type Inspection, inspect } from '../../files/inspect.ts'

export interface PreparedFile extends Inspection {
  /** What is sent: the file itself, or the JPEG made of it. */
  sending: File
  identity?: Identity | undefined
  /** The same for the same bytes under whatever name; on plain http, where nothing can be hashed, for the same file. */
  content: string
}

/** With what was found in it before, only the rest is looked at. */
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
