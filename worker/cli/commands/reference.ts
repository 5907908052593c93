/** `reference …`: the operator's own pictures and clips, for presets. */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type DetailedError, Upload } from 'tus-js-client'
import type { Reference, ReferenceList } from '../../contract/reference.ts'
import { type Command, type Context, expectWords, type Output, part } from '../command.ts'
import { EXIT, Failure, misused } from '../failure.ts'
import { table, time } from '../text.ts'
import { sitePath } from './site.ts'

/** Bytes of one upload request. Ours: after a cut no more than this is sent again. */
const CHUNK_BYTES = 5 * 1024 * 1024
/** Milliseconds before each retry after a cut. Ours. */
const RETRY_DELAYS_MS = [500, 1000, 3000, 5000]
/** Milliseconds between two polls of a file that is being checked. Ours. */
const POLL_MS = 500

const path = (site: string) => `${sitePath(site)}/references`

/** The `reference` commands. */
export const REFERENCE_COMMANDS: Record<string, Command> = {
  'reference list': {
    usage: 'reference list <site>',
    about: 'Lists the operator’s own references. They never expire.',
    run: async (context) => {
      const [site] = expectWords(context, ['<site>'])
      return listed(await context.client.all(path(site), (page) => (page as ReferenceList).references))
    },
  },
  'reference add': {
    usage: 'reference add <site> <file>…',
    about: 'Uploads pictures and clips, whose ids presets name. An upload that was cut off is resumed.',
    run: async (context) => {
      const [site, ...files] = context.words
      if (site === undefined) throw misused('<site> is missing.')
      if (files.length === 0) throw misused('<file> is missing.')
      const added: Reference[] = []
      for (const file of files) added.push(await upload(context, site, file))
      return listed(added)
    },
  },
  'reference delete': {
    usage: 'reference delete <site> <reference>',
    about: 'Deletes a reference that no preset uses.',
    run: async (context) => {
      const [site, id] = expectWords(context, ['<site>', '<reference>'])
      await context.client.send('DELETE', `${path(site)}/${part(id)}`, undefined, { 'tus-resumable': '1.0.0' })
      return { data: { id, deleted: true }, text: `${id} is deleted.` }
    },
  },
}

async function upload(context: Context, site: string, file: string): Promise<Reference> {
  const { url, token } = context.client.settings
  const address = await new Promise<string>((resolve, reject) => {
    const sending = new Upload(read(file), {
      endpoint: `${url}${path(site)}`,
      headers: { authorization: `Bearer ${token}` },
      metadata: { filename: basename(file) },
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      onProgress: (sent, total) => context.progress(`${file}: ${Math.floor((sent / Math.max(1, total)) * 100)} %`),
      onError: (error) => reject(refusal(file, error)),
      onSuccess: () => resolve(new URL(sending.url ?? '').pathname),
    })
    sending.start()
  })
  for (;;) {
    const reference = await context.client.get<Reference>(address)
    if (reference.status === 'ready') return reference
    if (reference.status === 'rejected') {
      const why = reference.problem?.detail ?? 'it was refused.'
      throw new Failure(`${file} can’t be used: ${why}`, EXIT.refused, reference)
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw misused(`${file} can’t be read: ${(error as Error).message}`)
  }
}

/** The Worker's own sentence where tus-js-client has its answer. */
function refusal(file: string, error: Error | DetailedError): Failure {
  const body = 'originalResponse' in error ? error.originalResponse?.getBody() : undefined
  try {
    const problem = JSON.parse(body ?? '') as { title: string; detail: string }
    return new Failure(`${file} was not taken: ${problem.detail}`, EXIT.refused, problem)
  } catch {
    return new Failure(`${file} could not be sent: ${error.message.split('\n')[0]}`, EXIT.refused)
  }
}

function listed(references: readonly Reference[]): Output {
  const rows = references.map(({ id, status, media_type, width, height, duration, bytes, filename, created_at }) => [
    id,
    status,
    media_type,
    width && height ? `${width}×${height}${duration ? `, ${duration} s` : ''}` : '',
    bytes,
    filename,
    time(created_at),
  ])
  const names = ['reference', 'status', 'type', 'size', 'bytes', 'file', 'created']
  return { data: references, text: references.length === 0 ? 'There are none.' : table(names, rows) }
}
