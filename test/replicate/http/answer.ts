/** The answer of a handler: a status, headers, and JSON, a text, a file or nothing as body. */

export type Answer = {
  status: number
  headers?: Record<string, string>
  /** A body that is sent as JSON. */
  json?: unknown
  /** A body that is sent unchanged. */
  text?: string
  /** A file that is sent from disk as the body. */
  file?: { path: string; size: number }
  /** The fault on the answer's way to the caller. */
  flaw?: Flaw
}

/** Ways in which an answer doesn't come whole and at once. */
export type Flaw = {
  /** The connection is cut: before the first byte, or in the middle of the body. */
  cut?: 'before' | 'inside'
  /** The body's length isn't told: its end is marked, or is where the connection ends. */
  length?: 'chunked' | 'until-close'
  /** Milliseconds of silence in the middle of the body. */
  pauseMs?: number
}

/** A connection that is cut before any answer. */
export const CUT: Answer = { status: 0, flaw: { cut: 'before' } }

export type Call = {
  method: string
  url: URL
  headers: Headers
  /** Values of the route pattern's parameters. */
  params: Record<string, string>
  /** The whole body, also when it is asked for again; undefined when it is larger than asked for: then it is drained and dropped. */
  body: (maxBytes: number) => Promise<Buffer | undefined>
  /** The caller hung up. */
  gone: AbortSignal
}

export function ok(json: unknown, headers: Record<string, string> = {}): Answer {
  return { status: 200, json, headers }
}
