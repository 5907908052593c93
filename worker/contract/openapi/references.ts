/** Operations of references. */
import { CALLER_PROBLEMS, INPUT_PROBLEMS, type Operations, OWN_PROBLEMS, TUS_HEADERS } from './operation.ts'

export const REFERENCE_OPERATIONS: Operations = {
  '/v1/references': {
    post: {
      summary: 'Creates an upload (tus 1.0.0), with the file itself in the body where the client wants it so.',
      security: 'session',
      headers: {
        ...TUS_HEADERS,
        'Upload-Length': 'Bytes of the file.',
        'Upload-Metadata': 'filename, filetype, and optionally sha256 (hex), each in base 64.',
      },
      answers: { 201: 'Created; its address is in Location.' },
      problems: [
        ...CALLER_PROBLEMS,
        'malformed-upload',
        'length-required',
        'precondition-failed',
        'too-large',
        'unsupported-media-type',
        'quota-exceeded',
        'storage-exhausted',
      ],
    },
    get: {
      summary: 'The subject’s own references, newest first.',
      security: 'session',
      answers: { 200: 'ReferenceList' },
      problems: [...CALLER_PROBLEMS, 'invalid-input'],
    },
  },
  '/v1/references/import': {
    post: {
      summary: 'Makes a reference of a file on a host that the operator listed.',
      security: 'session',
      body: 'ImportRequest',
      answers: { 201: 'Reference' },
      problems: [...CALLER_PROBLEMS, ...INPUT_PROBLEMS, 'quota-exceeded', 'storage-exhausted'],
    },
  },
  '/v1/references/{id}': {
    get: {
      summary: 'The record of a reference.',
      security: 'session',
      answers: { 200: 'Reference' },
      problems: OWN_PROBLEMS,
    },
    patch: {
      summary: 'Sends the bytes (tus 1.0.0).',
      security: 'session',
      headers: { ...TUS_HEADERS, 'Upload-Offset': 'Where these bytes begin.' },
      answers: { 204: 'Taken; Upload-Offset tells what is durable.' },
      problems: [
        ...OWN_PROBLEMS,
        'malformed-upload',
        'offset-mismatch',
        'upload-locked',
        'too-large',
        'unsupported-media-type',
        'storage-unavailable',
      ],
    },
    post: {
      summary: 'PATCH, DELETE or HEAD for networks that let no such method through (tus 1.0.0).',
      security: 'session',
      headers: { ...TUS_HEADERS, 'X-HTTP-Method-Override': 'The method that is meant.' },
      answers: { 200: 'Where the upload stands.', 204: 'As the method’s own.' },
      problems: [
        ...OWN_PROBLEMS,
        'method-not-allowed',
        'malformed-upload',
        'offset-mismatch',
        'upload-locked',
        'storage-unavailable',
      ],
    },
    delete: {
      summary: 'Deletes the reference.',
      security: 'session',
      answers: { 204: 'Gone.' },
      problems: OWN_PROBLEMS,
    },
  },
  '/v1/media/{token}/preview': {
    get: {
      summary: 'A reference as its owner sees it, at the `preview_url` of its record.',
      answers: { 200: 'The bytes.', 206: 'A part of them.' },
      problems: ['not-found'],
    },
  },
}
