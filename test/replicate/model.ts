/** The one model that the stand-in has: its name, and its inputs as Replicate publishes them. */

export const MODEL = 'wan-video/wan-2.7-r2v'
/** Official models don't show their version. */
export const VERSION = 'hidden'
export const REFERENCES_MIN = 1
export const REFERENCES_MAX = 5
export const SEED_MAX = 2147483647

/** The part of JSON Schema that model inputs use. */
export type InputRule = {
  type: 'string' | 'integer' | 'array'
  title: string
  description: string
  'x-order': number
  enum?: readonly string[]
  default?: string | number
  minimum?: number
  maximum?: number
  format?: 'uri'
  items?: { type: 'string'; format: 'uri' }
  nullable?: boolean
}

export const REQUIRED_INPUTS = ['prompt'] as const

const uris = { type: 'array', items: { type: 'string', format: 'uri' } } as const

export const INPUT_RULES = {
  prompt: {
    type: 'string',
    title: 'Prompt',
    'x-order': 0,
    description: 'Text prompt describing the video to generate',
  },
  reference_images: {
    ...uris,
    title: 'Reference Images',
    'x-order': 1,
    description: 'Reference images for subject identity. jpg, png, bmp, webp',
  },
  reference_videos: {
    ...uris,
    title: 'Reference Videos',
    'x-order': 2,
    description: 'Reference videos for subject identity. mp4, mov',
  },
  negative_prompt: {
    type: 'string',
    title: 'Negative Prompt',
    'x-order': 3,
    default: '',
    description: 'What to keep out of the video',
  },
  resolution: {
    type: 'string',
    title: 'Resolution',
    'x-order': 4,
    enum: ['720p', '1080p'],
    default: '1080p',
    description: 'Video resolution',
  },
  aspect_ratio: {
    type: 'string',
    title: 'Aspect Ratio',
    'x-order': 5,
    enum: ['16:9', '9:16', '1:1', '4:3', '3:4'],
    default: '16:9',
    description: 'Video aspect ratio',
  },
  duration: {
    type: 'integer',
    title: 'Duration',
    'x-order': 6,
    minimum: 2,
    maximum: 10,
    default: 5,
    description: 'Video duration in seconds',
  },
  shot_type: {
    type: 'string',
    title: 'Shot Type',
    'x-order': 7,
    enum: ['single', 'multi'],
    default: 'single',
    description: 'One continuous shot, or several',
  },
  seed: {
    type: 'integer',
    title: 'Seed',
    'x-order': 8,
    minimum: 0,
    maximum: SEED_MAX,
    nullable: true,
    description: 'Random seed for reproducible generation',
  },
} as const satisfies Record<string, InputRule>

/** What GET /v1/models/{owner}/{name} answers. */
export function modelBody(): object {
  const [owner, name] = MODEL.split('/')
  return {
    url: `https://replicate.com/${MODEL}`,
    owner,
    name,
    description: 'Reference-to-video: keeps the identity of a subject from images or clips',
    visibility: 'public',
    is_official: true,
    github_url: null,
    paper_url: null,
    license_url: null,
    run_count: 0,
    cover_image_url: null,
    default_example: null,
    latest_version: {
      id: VERSION,
      created_at: '2026-04-01T00:00:00.000Z',
      cog_version: '0.16.0',
      openapi_schema: {
        openapi: '3.0.2',
        info: { title: 'Cog', version: '0.1.0' },
        paths: {},
        components: {
          schemas: {
            Input: { type: 'object', title: 'Input', required: REQUIRED_INPUTS, properties: INPUT_RULES },
            Output: { type: 'string', title: 'Output', format: 'uri' },
          },
        },
      },
    },
  }
}
