/** The script of a page with upload clients: each function uploads the file of the page's input, its own way. */
import Uppy from '@uppy/core'
import Tus from '@uppy/tus'
import { Upload, type UploadOptions } from 'tus-js-client'

let endpoint = ''
let authorization = ''

/** Opens a session, as every page does before its first upload; a reloaded page keeps it. */
export async function arrive(workerUrl: string, site: string): Promise<void> {
  endpoint = `${workerUrl}/v1/references`
  const kept = sessionStorage.getItem('authorization')
  if (kept) {
    authorization = kept
    return
  }
  const answer = await fetch(`${workerUrl}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site }),
  })
  authorization = `Bearer ${(await answer.json()).token}`
  sessionStorage.setItem('authorization', authorization)
}

/** What became of the upload at this address. */
export async function recordOf(location: string): Promise<Record<string, unknown>> {
  return await (await fetch(location, { headers: { authorization } })).json()
}

function chosen(): File {
  const file = document.querySelector('input')?.files?.[0]
  if (!file) throw new Error('No file was chosen.')
  return file
}

function withTus(options: Partial<UploadOptions>): { upload: Upload; done: Promise<string> } {
  const file = chosen()
  const upload = new Upload(file, {
    endpoint,
    headers: { authorization },
    metadata: { filename: file.name, filetype: file.type },
    ...options,
  })
  const done = new Promise<string>((resolve, reject) => {
    upload.options.onSuccess = () => resolve(upload.url ?? '')
    upload.options.onError = reject
  })
  return { upload, done }
}

/** tus-js-client with its own settings, or these. Answers the upload's address. */
export async function sendByTus(options: Partial<UploadOptions> = {}): Promise<string> {
  const { upload, done } = withTus(options)
  upload.start()
  return await done
}

/** Sends at least `bytes` of the file, in pieces, and stops there; what was sent is known to the browser. */
export async function sendSome(bytes: number, chunkSize: number): Promise<number> {
  const { upload } = withTus({ chunkSize })
  return await new Promise((resolve) => {
    upload.options.onChunkComplete = (_, accepted) => {
      // Keeps the upload on the server: this is a pause.
      if (accepted >= bytes) void upload.abort(false).then(() => resolve(accepted))
    }
    upload.start()
  })
}

/** Goes on with the upload of the same file that an earlier page began; tells where, and the address. */
export async function goOn(): Promise<{ found: number; from: number; location: string }> {
  let from = -1
  const { upload, done } = withTus({
    onBeforeRequest: (request) => {
      if (request.getMethod() === 'PATCH') from = Number(request.getHeader('Upload-Offset'))
    },
  })
  const previous = await upload.findPreviousUploads()
  const [latest] = previous
  if (latest) upload.resumeFromPreviousUpload(latest)
  upload.start()
  return { location: await done, found: previous.length, from }
}

/** Uppy with its tus plugin. With `pauseAt`, pauses once that many bytes went out, and resumes. */
export async function sendByUppy(chunkSize: number, pauseAt: number): Promise<{ location: string; pauses: number }> {
  const file = chosen()
  const uppy = new Uppy().use(Tus, { endpoint, headers: { authorization }, chunkSize })
  const id = uppy.addFile({ name: file.name, type: file.type, data: file })
  let pauses = 0
  uppy.on('upload-progress', (_, { bytesUploaded }) => {
    if (pauses > 0 || pauseAt === 0 || Number(bytesUploaded) < pauseAt) return
    pauses += 1
    uppy.pauseResume(id)
    uppy.pauseResume(id)
  })
  const result = await uppy.upload()
  const [failed] = result?.failed ?? []
  if (failed) throw new Error(String(failed.error))
  return { location: result?.successful?.[0]?.uploadURL ?? '', pauses }
}
