/** Operations of the API without the operator's: of visitors, players, a site's own server, the provider and monitors. */
import { IDEMPOTENCY_KEY_MAX_CHARACTERS } from '../limits.ts'
import { CALLER_PROBLEMS, INPUT_PROBLEMS, type Operations, OWN_PROBLEMS, TUS_HEADERS } from './operation.ts'

const SESSIONS: Operations = {
  '/v1/sessions': {
    post: {
      summary:
        'A page of an allowed origin gets a session for one visitor, a site’s own server for one of its customers.',
      security: 'page-or-key',
      body: 'SessionRequest',
      answers: { 201: 'Session' },
      problems: [
        ...INPUT_PROBLEMS,
        'unauthenticated',
        'unknown-site',
        'origin-not-allowed',
        'challenge-required',
        'challenge-failed',
        'challenge-unavailable',
        'rate-limited',
      ],
    },
    get: {
      summary: 'What a session’s holder is told of the site: its presets, what they may do, and what is left of today.',
      security: 'session',
      answers: { 200: 'SessionFacts' },
      problems: [...CALLER_PROBLEMS, 'unknown-site'],
    },
  },
}

export const REFERENCES: Operations = {
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
}

export const GENERATIONS: Operations = {
  '/v1/generations': {
    post: {
      summary: 'Asks for a video. Equal requests are one run: who comes later gets 200 and x-refreel-replayed.',
      security: 'session',
      body: 'GenerationRequest',
      headers: { 'Idempotency-Key': `Up to ${IDEMPOTENCY_KEY_MAX_CHARACTERS} characters, kept for 24 hours.` },
      answers: { 200: 'Generation', 201: 'Generation' },
      problems: [
        ...CALLER_PROBLEMS,
        ...INPUT_PROBLEMS,
        'reference-not-ready',
        'budget-exhausted',
        'quota-exceeded',
        'run-in-progress',
        'idempotency-conflict',
        'expired',
        'paused',
      ],
    },
    get: {
      summary: 'The subject’s own generations, newest first.',
      security: 'session',
      answers: { 200: 'GenerationList' },
      problems: [...CALLER_PROBLEMS, 'invalid-input'],
    },
  },
  '/v1/generations/estimate': {
    post: {
      summary: 'What a request would cost; spends and reserves nothing.',
      security: 'session',
      body: 'GenerationRequest',
      answers: { 200: 'Estimate' },
      problems: [...CALLER_PROBLEMS, ...INPUT_PROBLEMS, 'reference-not-ready'],
    },
  },
  '/v1/generations/{id}': {
    get: {
      summary: 'The generation as this caller sees it, with an ETag.',
      security: 'session',
      answers: { 200: 'Generation', 304: 'Nothing has changed.' },
      problems: [...OWN_PROBLEMS, 'expired'],
    },
    delete: {
      summary: 'The caller’s part in it goes; with the last one, the video and all that was asked.',
      security: 'session',
      answers: { 204: 'Gone; a run that nobody else wanted is stopped.' },
      problems: OWN_PROBLEMS,
    },
  },
  '/v1/generations/{id}/events': {
    get: {
      summary: 'Live events (text/event-stream), each the whole generation; goes on after Last-Event-ID.',
      security: 'session',
      headers: { 'Last-Event-ID': 'The sequence that was seen last.' },
      answers: { 200: 'A stream of events named "generation".', 204: 'Nothing more will come.' },
      problems: [...OWN_PROBLEMS, 'expired'],
    },
  },
  '/v1/generations/{id}/cancel': {
    post: {
      summary: 'This caller doesn’t want it any more; the paid run stops when nobody else does.',
      security: 'session',
      answers: { 200: 'Generation' },
      problems: OWN_PROBLEMS,
    },
  },
}

const VIDEOS: Operations = {
  '/v1/videos/{id}.mp4': {
    get: {
      summary: 'The video itself, with ranges and conditions. ?download=1 asks for a file.',
      answers: { 200: 'The mp4.', 206: 'A part of it.', 304: 'Nothing has changed.' },
      problems: ['not-found', 'signature-required', 'precondition-failed', 'range-not-satisfiable'],
    },
  },
  '/v1/videos/{id}': {
    get: {
      summary: 'What a player may know of a video.',
      answers: { 200: 'VideoFacts' },
      problems: ['not-found', 'signature-required'],
    },
  },
}

const MEDIA: Operations = {
  '/v1/media/{token}/preview': {
    get: {
      summary: 'A reference as its owner sees it, at the `preview_url` of its record.',
      answers: { 200: 'The bytes.', 206: 'A part of them.' },
      problems: ['not-found'],
    },
  },
  '/v1/media/{token}/{name}': {
    get: {
      summary: 'A reference’s bytes for the provider, by signed URL.',
      answers: { 200: 'The bytes.', 206: 'A part of them.' },
      problems: ['not-found'],
    },
  },
}

const SERVICE: Operations = {
  '/v1/webhooks/replicate/{generation}/{capability}': {
    post: {
      summary: 'Signed news of a prediction, from the provider.',
      answers: { 204: 'Taken, also when seen before.' },
      problems: ['unauthenticated', 'not-found', 'malformed-json', 'too-large'],
    },
  },
  '/healthz': {
    get: {
      summary: 'What a monitor reads: names of what is wrong, never values.',
      answers: { 200: 'Health', 503: 'Health' },
      problems: [],
    },
  },
  '/openapi.json': { get: { summary: 'This document.', answers: { 200: 'OpenAPI 3.1.' }, problems: [] } },
}

export const VISITOR_OPERATIONS: Operations = {
  ...SESSIONS,
  ...REFERENCES,
  ...GENERATIONS,
  ...VIDEOS,
  ...MEDIA,
  ...SERVICE,
}
