/** The headers of tus 1.0.0: reads a request's and writes an answer's. */
import type { Context } from 'hono'
import { SHA256_HEX } from '../contract/digest.ts'
import { CLIP_MAX_BYTES } from '../contract/limits.ts'
import type { UploadState } from '../objects/upload/upload.ts'
import { Refusal } from './problem.ts'

/** The version of the tus protocol that this server speaks. */
export const TUS_VERSION = '1.0.0'

/** The answer to tus discovery (an OPTIONS request): this server's version, extensions and limit. */
export const TUS_HEADERS = {
  'tus-resumable': TUS_VERSION,
  'tus-version': TUS_VERSION,
  'tus-extension': 'creation,creation-with-upload,termination,expiration',
  'tus-max-size': String(CLIP_MAX_BYTES),
} as const

/** Headers of tus extensions that this server doesn't have: a client that sends one would believe it was obeyed. */
const HEADERS_OF_OTHER_EXTENSIONS = ['upload-checksum', 'upload-concat']

/** A count of bytes in a header: 15 digits are below `Number.MAX_SAFE_INTEGER`. */
const BYTE_COUNT = /^\d{1,15}$/
/** Characters of an `Upload-Metadata` header. Ours: a file name of 255 emoji in base 64 is under 1,500. */
const METADATA_MAX_CHARACTERS = 4096
/** Characters of a file name that are kept; the rest is cut off. Ours: what file systems allow. */
const FILENAME_MAX_CHARACTERS = 255

/** Refuses a request without `Tus-Resumable: 1.0.0`, or with a header of an extension that this server doesn't have. */
export function requireTus(c: Context): void {
  if (c.req.header('tus-resumable') !== TUS_VERSION) {
    throw new Refusal('precondition-failed', {
      detail: `Send Tus-Resumable: ${TUS_VERSION}.`,
      headers: { 'tus-version': TUS_VERSION },
    })
  }
  const unknown = HEADERS_OF_OTHER_EXTENSIONS.find((name) => c.req.header(name) !== undefined)
  if (unknown !== undefined) {
    throw new Refusal('malformed-upload', { detail: `This server doesn’t offer ${unknown}: see Tus-Extension.` })
  }
}

/** Bytes of the whole file, from `Upload-Length`. Refuses an absent one with 411, any but a number above 0 with 400. */
export function uploadLength(c: Context): number {
  const text = c.req.header('upload-length')
  if (text === undefined) {
    throw new Refusal('length-required', { detail: 'Send the length of the file in Upload-Length.' })
  }
  if (!BYTE_COUNT.test(text) || Number(text) === 0) {
    throw new Refusal('malformed-upload', { detail: 'Upload-Length has to be the file’s size in bytes, above 0.' })
  }
  return Number(text)
}

/** The byte at which the body begins, from `Upload-Offset`; refuses any but a number. */
export function uploadOffset(c: Context): number {
  const text = c.req.header('upload-offset') ?? ''
  if (!BYTE_COUNT.test(text)) throw new Refusal('malformed-upload', { detail: 'Upload-Offset has to be a number.' })
  return Number(text)
}

/** True when the request brings bytes of the file. */
export function isOffsetStream(c: Context): boolean {
  return c.req.header('content-type') === 'application/offset+octet-stream' && c.req.raw.body !== null
}

/** Where an upload stands, as headers of an answer. */
export function stateHeaders({ offset, length, metadata, expiresAt }: UploadState): Record<string, string> {
  return {
    'upload-offset': String(offset),
    'upload-length': String(length),
    'upload-expires': new Date(expiresAt).toUTCString(),
    ...(metadata ? { 'upload-metadata': metadata } : {}),
  }
}

/** The facts that a client sends with its file; null for an absent one. */
type UploadMetadata = { filename: string | null; filetype: string | null; sha256: string | null }

/** Reads `Upload-Metadata`: pairs of a key and its value in base 64, between commas. Refuses any other form. */
export function readUploadMetadata(header: string): UploadMetadata {
  const values = new Map<string, string>()
  if (header.length > METADATA_MAX_CHARACTERS) {
    throw malformedMetadata(`it is longer than ${METADATA_MAX_CHARACTERS.toLocaleString('en-US')} characters`)
  }
  for (const pair of header.split(',').filter((text) => text.trim() !== '')) {
    const [key, value = '', ...rest] = pair.trim().split(/ +/)
    if (!key || rest.length > 0 || values.has(key)) {
      throw malformedMetadata('it is not a list of unique keys with values')
    }
    values.set(key, decodeBase64Text(value))
  }
  const sha256 = values.get('sha256')?.toLowerCase() ?? null
  if (sha256 !== null && !SHA256_HEX.test(sha256)) throw malformedMetadata('sha256 has to be 64 hex digits')
  return {
    filename: [...(values.get('filename') ?? '')].slice(0, FILENAME_MAX_CHARACTERS).join('') || null,
    filetype: values.get('filetype') ?? null,
    sha256,
  }
}

function decodeBase64Text(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(atob(value), (char) => char.charCodeAt(0)),
    )
  } catch {
    throw malformedMetadata('a value is not base 64 of UTF-8')
  }
}

function malformedMetadata(why: string): Refusal {
  return new Refusal('malformed-upload', { detail: `Upload-Metadata can’t be read: ${why}.` })
}
