/** Operations of generations. */
import { IDEMPOTENCY_KEY_MAX_CHARACTERS } from '../limits.ts'
import { CALLER_PROBLEMS, INPUT_PROBLEMS, type Operations, OWN_PROBLEMS } from './operation.ts'

export const GENERATION_OPERATIONS: Operations = {
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
