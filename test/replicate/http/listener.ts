/** Puts a handler of calls and answers onto Node's HTTP server. */
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Answer, Call, Flaw } from './answer.ts'

export type Handler = (call: Call) => Promise<Answer>

/** A server, not yet listening, that answers with what the handler gives back. */
export function createListener(handler: Handler): Server {
  return createServer((request, response) => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    serve(handler, request, response, gone.signal).catch((error) => {
      if (!gone.signal.aborted) console.error(error)
      if (response.headersSent) response.destroy()
      else
        send(request, response, { status: 500, json: { detail: 'Internal server error', status: 500 } }).catch(() => {})
    })
  })
}

async function serve(handler: Handler, request: IncomingMessage, response: ServerResponse, gone: AbortSignal) {
  let body: Promise<Buffer | undefined> | undefined
  const call: Call = {
    method: request.method ?? 'GET',
    url: new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`),
    headers: new Headers(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    ),
    params: {},
    body: (maxBytes) => {
      body ??= readBody(request, maxBytes)
      return body
    },
    gone,
  }
  await send(request, response, await handler(call))
}

/**
 * Reads the whole body, but keeps none of a body over `maxBytes`: a caller that is still sending would not see our
 * answer.
 */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  let chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
    else chunks = []
  }
  return size <= maxBytes ? Buffer.concat(chunks) : undefined
}

async function send(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  const { status, headers = {}, json, text, file, flaw } = answer
  if (flaw) return sendFlawed(response, answer, flaw)
  if (file) {
    response.writeHead(status, { ...headers, 'content-length': file.size })
    if (request.method === 'HEAD') response.end()
    else await pipeline(createReadStream(file.path), response)
    return
  }
  if (json === undefined && text === undefined) {
    response.writeHead(status, headers).end()
    return
  }
  const body = Buffer.from(text ?? JSON.stringify(json))
  response
    .writeHead(status, { 'content-type': 'application/json', ...headers, 'content-length': body.length })
    .end(body)
}

/** The body in two halves, with whatever is to go wrong before, between and around them. */
async function sendFlawed(response: ServerResponse, { status, headers, json, text, file }: Answer, flaw: Flaw) {
  if (flaw.cut === 'before') {
    response.destroy()
    return
  }
  const body = file ? await readFile(file.path) : Buffer.from(text ?? JSON.stringify(json ?? null))
  const half = Math.floor(body.length / 2)
  if (flaw.length === 'until-close') {
    response.useChunkedEncodingByDefault = false
    response.shouldKeepAlive = false
  }
  const length = flaw.length === undefined ? { 'content-length': body.length } : {}
  response.writeHead(status, { 'content-type': 'application/json', ...headers, ...length })
  await new Promise((resolve) => response.write(body.subarray(0, half), resolve))
  if (flaw.pauseMs !== undefined) await delay(flaw.pauseMs)
  if (flaw.cut === undefined) response.end(body.subarray(half))
  // Where no length was told, the end of the connection is the end of the body, and nobody can see that it was cut.
  else if (flaw.length === 'until-close') response.end()
  else response.destroy()
}
