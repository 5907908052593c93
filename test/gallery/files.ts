/** The files that a visitor of the gallery picks: the shop's photos, and made ones that can't be taken. */

const realFetch = globalThis.fetch.bind(globalThis)

/** Fetches a photo of the shop; `as` renames the file for a scene. */
export async function file(name: string, as = name): Promise<File> {
  const response = await realFetch(`/photos/${name}`)
  if (!response.ok) throw new Error(`The shop has no photo ${name}.`)
  return new File([await response.blob()], as)
}

/** A picture of one colour in this size. */
export async function plain(width: number, height: number, name: string, type = 'image/png'): Promise<File> {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (context) context.fillStyle = '#2f6f4f'
  context?.fillRect(0, 0, width, height)
  return new File([await canvas.convertToBlob({ type })], name)
}

/** A text file that calls itself a JPEG. */
export const text = (name: string): File => new File(['Not a picture.'], name, { type: 'image/jpeg' })

/** The head of a JPEG, and nothing after it. */
export const torn = (name: string): File => new File([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)], name)

/** A file on a disk that never answers. */
export function slow(name: string): File {
  const never = new File(['…'], name, { type: 'image/jpeg' })
  never.slice = () => Object.assign(new Blob(), { arrayBuffer: () => new Promise<ArrayBuffer>(() => {}) })
  return never
}
