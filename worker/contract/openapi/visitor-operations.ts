/** Operations for everybody but the operator: visitors, players, a site's own server, the provider, monitors. */
import { IDEMPOTENCY_KEY_MAX_CHARACTERS } from '../limits.ts'
import { CALLER_PROBLEMS, INPUT_PROBLEMS, type Operations, OWN_PROBLEMS, TUS_HEADERS } from './operation.ts'

const SESSIONS: Operations = {
  '/v1/sessions': {
    post: {
      summary:
        'A session: a page of an allowed origin gets it for one visitor, a site’s own server for one of its customers.',
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
      summary: 'The session’s site: its presets, what the subject may do, and what is left today.',
      security: 'session',
      answers: { 200: 'SessionFacts' },
      problems: [...CALLER_PROBLEMS, 'unknown-site'],
    },
  },
}

/** Operations on references; the operator has the same. */
export const REFERENCES: Operations = {
  '/v1/references': {
    post: {
      summary: 'Creates an upload (tus 1.0.0), with or without the file’s bytes in the body.',
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
      summary: 'Imports a file from one of the site’s import hosts as a reference.',
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
      headers: { ...TUS_HEADERS, 'Upload-Offset': 'Offset of the first byte of this body.' },
      answers: { 204: 'Stored; Upload-Offset tells how many bytes are durable.' },
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
      summary: 'PATCH, DELETE or HEAD for networks that block these methods (tus 1.0.0).',
      security: 'session',
      headers: { ...TUS_HEADERS, 'X-HTTP-Method-Override': 'The intended method.' },
      answers: { 200: 'Where the upload stands.', 204: 'As for the intended method.' },
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
      answers: { 204: 'Deleted.' },
      problems: OWN_PROBLEMS,
    },
  },
}

/** Operations on generations; the operator's `POST` takes its problems from here. */
export const GENERATIONS: Operations = {
  '/v1/generations': {
    post: {
      summary: 'Asks for a video. Equal requests share one run: every later one gets 200 and x-refreel-replayed.',
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
      summary: 'Deletes the caller’s claim; the last claim takes the video and the request with it.',
      security: 'session',
      answers: { 204: 'Deleted; a run without other claims is canceled.' },
      problems: OWN_PROBLEMS,
    },
  },
  '/v1/generations/{id}/events': {
    get: {
      summary: 'Live events (text/event-stream), each with the whole generation; resumes after Last-Event-ID.',
      security: 'session',
      headers: { 'Last-Event-ID': 'The sequence of the last event that was received.' },
      answers: { 200: 'A stream of events named "generation".', 204: 'Nothing more will come.' },
      problems: [...OWN_PROBLEMS, 'expired'],
    },
  },
  '/v1/generations/{id}/cancel': {
    post: {
      summary: 'Cancels for this caller; the paid run stops when every other caller has canceled too.',
      security: 'session',
      answers: { 200: 'Generation' },
      problems: OWN_PROBLEMS,
    },
  },
}

const VIDEOS: Operations = {
  '/v1/videos/{id}.mp4': {
    get: {
      summary: 'The video’s bytes, with ranges and conditions. ?download=1 makes browsers save a file.',
      answers: { 200: 'The mp4.', 206: 'A part of the mp4.', 304: 'Nothing has changed.' },
      problems: ['not-found', 'signature-required', 'precondition-failed', 'range-not-satisfiable'],
    },
  },
  '/v1/videos/{id}': {
    get: {
      summary: 'A video’s facts, as a player shows them.',
      answers: { 200: 'VideoFacts' },
      problems: ['not-found', 'signature-required'],
    },
  },
}

const MEDIA: Operations = {
  '/v1/media/{token}/preview': {
    get: {
      summary: 'A reference as its owner sees it, at the `preview_url` of its record.',
      answers: { 200: 'The bytes.', 206: 'A part of the bytes.' },
      problems: ['not-found'],
    },
  },
  '/v1/media/{token}/{name}': {
    get: {
      summary: 'A reference’s bytes for the provider, at a signed address.',
      answers: { 200: 'The bytes.', 206: 'A part of the bytes.' },
      problems: ['not-found'],
    },
  },
}

const SERVICE: Operations = {
  '/v1/webhooks/replicate/{generation}/{capability}': {
    post: {
      summary: 'A signed webhook of the provider about a prediction.',
      answers: { 204: 'Accepted, a repeated webhook too.' },
      problems: ['unauthenticated', 'not-found', 'malformed-json', 'too-large'],
    },
  },
  '/healthz': {
    get: {
      summary: 'The deployment’s state for monitors: names of settings and states, never values.',
      answers: { 200: 'Health', 503: 'Health' },
      problems: [],
    },
  },
  '/openapi.json': { get: { summary: 'This document.', answers: { 200: 'OpenAPI 3.1.' }, problems: [] } },
}

/** All operations of this file. */
export const VISITOR_OPERATIONS: Operations = {
  ...SESSIONS,
  ...REFERENCES,
  ...GENERATIONS,
  ...VIDEOS,
  ...MEDIA,
  ...SERVICE,
}
