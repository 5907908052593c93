/**
 * The OpenAPI document, made from the schemas that validate. It is written when the project is built, so that neither
 * the converter nor the document weighs on the Worker.
 */
import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema'
import type * as v from 'valibot'
import {
  EstimateSchema,
  GenerationListSchema,
  GenerationRequestSchema,
  GenerationSchema,
  VideoFactsSchema,
} from './generation.ts'
import { HealthSchema } from './health.ts'
import { IDEMPOTENCY_KEY_MAX_CHARACTERS } from './limits.ts'
import { PROBLEMS, type ProblemCode, ProblemSchema } from './problem.ts'
import { ImportRequestSchema, ReferenceListSchema, ReferenceSchema } from './reference.ts'
import { SessionRequestSchema, SessionSchema } from './session.ts'
import { SiteCreateSchema, SitePatchSchema, SiteSchema } from './site.ts'

const COMPONENTS = {
  Problem: ProblemSchema,
  SessionRequest: SessionRequestSchema,
  Session: SessionSchema,
  Reference: ReferenceSchema,
  ReferenceList: ReferenceListSchema,
  ImportRequest: ImportRequestSchema,
  GenerationRequest: GenerationRequestSchema,
  Generation: GenerationSchema,
  GenerationList: GenerationListSchema,
  Estimate: EstimateSchema,
  VideoFacts: VideoFactsSchema,
  Health: HealthSchema,
  SiteCreate: SiteCreateSchema,
  SitePatch: SitePatchSchema,
  Site: SiteSchema,
}
type Component = keyof typeof COMPONENTS

type Operation = {
  summary: string
  security?: 'session' | 'admin'
  body?: Component
  headers?: Record<string, string>
  answers: Record<number, Component | string>
  problems: ProblemCode[]
}

const INPUT_PROBLEMS: ProblemCode[] = ['malformed-json', 'too-large', 'unsupported-media-type', 'invalid-input']
const CALLER_PROBLEMS: ProblemCode[] = [
  'unauthenticated',
  'session-expired',
  'origin-not-allowed',
  'insufficient-scope',
]
const OWN_PROBLEMS: ProblemCode[] = [...CALLER_PROBLEMS, 'not-found']
const TUS_HEADERS = { 'Tus-Resumable': 'Always 1.0.0.' }

/** Every address of the Worker. A test holds it against the routes. */
export const OPERATIONS: Record<string, Record<string, Operation>> = {
  '/v1/sessions': {
    post: {
      summary: 'A page of an allowed origin gets a session for one visitor.',
      body: 'SessionRequest',
      answers: { 201: 'Session' },
      problems: [...INPUT_PROBLEMS, 'unknown-site', 'origin-not-allowed'],
    },
  },
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
        'quota-exceeded',
        'storage-exhausted',
      ],
    },
    get: {
      summary: 'The subject’s own references, newest first.',
      security: 'session',
      answers: { 200: 'ReferenceList' },
      problems: CALLER_PROBLEMS,
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
      ],
    },
    delete: {
      summary: 'Deletes the reference.',
      security: 'session',
      answers: { 204: 'Gone.' },
      problems: OWN_PROBLEMS,
    },
  },
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
      ],
    },
    get: {
      summary: 'The subject’s own generations, newest first.',
      security: 'session',
      answers: { 200: 'GenerationList' },
      problems: CALLER_PROBLEMS,
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
  '/v1/videos/{id}.mp4': {
    get: {
      summary: 'The video itself, with ranges and conditions. ?download=1 asks for a file.',
      answers: { 200: 'The mp4.', 206: 'A part of it.', 304: 'Nothing has changed.' },
      problems: ['not-found', 'precondition-failed', 'range-not-satisfiable'],
    },
  },
  '/v1/videos/{id}': {
    get: { summary: 'What a player may know of a video.', answers: { 200: 'VideoFacts' }, problems: ['not-found'] },
  },
  '/v1/media/{token}/{name}': {
    get: {
      summary: 'A reference’s bytes for the provider, by signed URL.',
      answers: { 200: 'The bytes.', 206: 'A part of them.' },
      problems: ['not-found'],
    },
  },
  '/v1/webhooks/replicate/{generation}/{capability}': {
    post: {
      summary: 'Signed news of a prediction, from the provider.',
      answers: { 204: 'Taken, also when seen before.' },
      problems: ['unauthenticated', 'not-found', 'malformed-json', 'too-large'],
    },
  },
  '/v1/admin/sites': {
    post: {
      summary: 'Makes a site. Every field but its id and name has a careful default.',
      security: 'admin',
      body: 'SiteCreate',
      answers: { 201: 'Site' },
      problems: [...INPUT_PROBLEMS, 'unauthenticated', 'site-exists'],
    },
  },
  '/v1/admin/sites/{id}': {
    get: {
      summary: 'A site’s record.',
      security: 'admin',
      answers: { 200: 'Site' },
      problems: ['unauthenticated', 'unknown-site'],
    },
    patch: {
      summary: 'Changes parts of a site’s record.',
      security: 'admin',
      body: 'SitePatch',
      answers: { 200: 'Site' },
      problems: [...INPUT_PROBLEMS, 'unauthenticated', 'unknown-site'],
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

/** The whole document, for `/openapi.json`. */
export function openapiDocument(version: string): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Refreel',
      version,
      description:
        'Videos that keep the identity of what is in your pictures. Refusals are problem details (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(
      Object.entries(OPERATIONS).map(([path, operations]) => [
        path,
        { ...pathParameters(path), ...mapValues(operations, operation) },
      ]),
    ),
    components: {
      schemas: mapValues(COMPONENTS, schemaOf),
      securitySchemes: {
        session: { type: 'http', scheme: 'bearer', description: 'The token of POST /v1/sessions.' },
        admin: { type: 'http', scheme: 'bearer', description: 'The operator’s ADMIN_TOKEN.' },
      },
    },
  }
}

function operation({ summary, security, body, headers, answers, problems }: Operation): object {
  const byStatus = Map.groupBy(new Set<ProblemCode>([...problems, 'not-configured']), (code) => PROBLEMS[code][0])
  return {
    summary,
    ...(security ? { security: [{ [security]: [] }] } : {}),
    ...(headers
      ? {
          parameters: Object.entries(headers).map(([name, description]) => {
            return { name, in: 'header', description, schema: { type: 'string' } }
          }),
        }
      : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: ref(body) } } } } : {}),
    responses: {
      ...mapValues(answers, (answer) =>
        isComponent(answer)
          ? { description: answer, content: { 'application/json': { schema: ref(answer) } } }
          : { description: answer },
      ),
      ...Object.fromEntries(
        [...byStatus]
          .filter(([status]) => answers[status] === undefined)
          .map(([status, codes]) => [
            status,
            { description: codes.join(', '), content: { 'application/problem+json': { schema: ref('Problem') } } },
          ]),
      ),
    },
  }
}

function pathParameters(path: string): object {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  if (names.length === 0) return {}
  return { parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })) }
}

/** JSON Schema of one of ours; rules of code bring what JSON Schema can say of them. */
function schemaOf(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    overrideAction: ({ valibotAction, jsonSchema }) => {
      const { requirement } = valibotAction as { requirement?: { jsonSchema?: JsonSchema } }
      return requirement?.jsonSchema ? { ...jsonSchema, ...requirement.jsonSchema } : undefined
    },
  })
  return rest
}

function ref(name: Component): object {
  return { $ref: `#/components/schemas/${name}` }
}

function isComponent(name: string): name is Component {
  return name in COMPONENTS
}

function mapValues<T, R>(record: Record<string, T>, map: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
