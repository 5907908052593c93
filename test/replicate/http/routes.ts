/** Finds the route of a call, and lets a call of the API in only with a token, within the limits and without a fault. */
import type { Faults, Rule } from '../faults.ts'
import type { Answer, Call } from './answer.ts'
import { insufficientCredit, invalidToken, notFound, throttled, unauthenticated } from './problems.ts'
import type { Allowance, RateLimit } from './rate-limit.ts'

export type OpenRoute = {
  method: string
  /** Segments that begin with a colon are handed over by their name. */
  path: string
  handle: (call: Call) => Answer | Promise<Answer>
}
/** A route of Replicate's API; the operation is its id in the OpenAPI document. */
export type Route = OpenRoute & { operation: string }

export type Gate = {
  isAccepted: (token: string) => boolean
  creates: RateLimit
  others: RateLimit
  faults: Faults
  count: (operation: string) => void
}

/** The handler of all calls: those of the API pass the gate, the open ones don't. */
export function dispatcher(api: Route[], open: OpenRoute[], gate: Gate): (call: Call) => Promise<Answer> {
  return async (call) => {
    const opened = match(open, call)
    if (opened) return opened.route.handle({ ...call, params: opened.params })
    const found = match(api, call)
    if (!found) {
      await call.body(0)
      return notFound()
    }
    return answer(found.route, { ...call, params: found.params }, gate)
  }
}

/** The one place where an API call is answered; a fault decides here what becomes of it. */
async function answer(route: Route, call: Call, gate: Gate): Promise<Answer> {
  gate.count(route.operation)
  const fault = gate.faults.take('answer', route.operation)
  const limit = route.operation.endsWith('predictions.create') ? gate.creates : gate.others
  const refusal = fault ? faultAnswer(fault) : refuseToken(call, gate)
  const allowance = refusal ? undefined : limit.take()
  if (refusal || !allowance?.allowed) {
    // The body must be read, or a caller that is still sending would not see the answer.
    await call.body(0)
    return refusal ?? throttled(allowance?.resetSeconds ?? 1, true)
  }
  return withAllowance(await route.handle(call), allowance)
}

function faultAnswer({ kind, retryAfter, retryAfterHeader }: Rule<'answer'>): Answer {
  switch (kind) {
    case 'unauthenticated':
      return unauthenticated()
    case 'invalid-token':
      return invalidToken()
    case 'insufficient-credit':
      return insufficientCredit()
    case 'throttled':
      return throttled(retryAfter, retryAfterHeader)
  }
}

function refuseToken({ headers }: Call, gate: Gate): Answer | undefined {
  const [, token] = /^(?:Bearer|Token) (\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
  if (token === undefined) return unauthenticated()
  return gate.isAccepted(token) ? undefined : invalidToken()
}

function withAllowance(answer: Answer, { remaining, resetSeconds }: Allowance): Answer {
  const headers = { 'ratelimit-remaining': String(remaining), 'ratelimit-reset': String(resetSeconds) }
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

function match<Each extends OpenRoute>(routes: Each[], { method, url }: Call) {
  const path = url.pathname.split('/')
  for (const route of routes) {
    const pattern = route.path.split('/')
    if (route.method !== method || pattern.length !== path.length) continue
    const fits = pattern.every((part, index) => part === path[index] || (part.startsWith(':') && path[index] !== ''))
    if (!fits) continue
    const params: Record<string, string> = {}
    for (const [index, part] of pattern.entries()) {
      if (part.startsWith(':')) params[part.slice(1)] = path[index] ?? ''
    }
    return { route, params }
  }
  return undefined
}
