/** What a handler gives back: a status, headers, and JSON, a file or nothing as body. */

export type Answer = {
  status: number
  headers?: Record<string, string>
  /** Sent as JSON. */
  json?: unknown
  /** Sent from disk. */
  file?: { path: string; size: number }
}

export type Call = {
  method: string
  url: URL
  headers: Headers
  /** What the route's pattern caught. */
  params: Record<string, string>
  /** The whole body; undefined when it is larger than asked for, which is then drained and dropped. */
  body: (maxBytes: number) => Promise<Buffer | undefined>
  /** The caller hung up. */
  gone: AbortSignal
}

export function ok(json: unknown, headers: Record<string, string> = {}): Answer {
  return { status: 200, json, headers }
}
