/** Finds the route of a call, and lets a call of the API in only with a token, within the limits and past the faults. */
import type { Faults, Moment } from '../faults/faults.ts'
import { type Answer, type Call, CUT } from './answer.ts'
import { answerFaulty, type FaultyParts } from './faulty-answer.ts'
import { invalidToken, notFound, serverError, throttled, unauthenticated } from './problems.ts'
import type { Allowance, RateLimit } from './rate-limit.ts'

export type OpenRoute = {
  method: string
  /** Segments that begin with a colon are handed over by their name. */
  path: string
  handle: (call: Call) => Answer | Promise<Answer>
}
/** A route of Replicate's API; the operation is its id in the OpenAPI document. */
export type Route = OpenRoute & {
  operation: string
  /** The prediction that a call is about, for the faults that are set for it. */
  about?: (call: Call) => Promise<Moment> | Moment
}

export type Gate = FaultyParts & {
  isAccepted: (token: string) => boolean
  creates: RateLimit
  lowCreditCreates: RateLimit
  others: RateLimit
  faults: Faults
  /** A call has arrived, whatever becomes of it. */
  arrived: (operation: string, call: Call) => Promise<void> | void
  /** The call was refused. */
  refused: (operation: string, call: Call) => Promise<void> | void
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
    const answered = await answer(found.route, { ...call, params: found.params }, gate)
    if (answered.status >= 400 && answered.status < 500) await gate.refused(found.route.operation, call)
    return answered
  }
}

/** The one place where an API call is answered; a fault decides here what becomes of it. */
async function answer(route: Route, call: Call, gate: Gate): Promise<Answer> {
  const { faults } = gate
  const isCreate = route.operation.endsWith('predictions.create')
  await gate.arrived(route.operation, call)
  const down = faults.mode('down')
  const limit = !isCreate ? gate.others : faults.mode('low-credit') ? gate.lowCreditCreates : gate.creates
  const refusal = down ? nobody(down.options.status) : refuseToken(call, gate)
  const allowance = refusal ? undefined : limit.take()
  if (refusal || !allowance?.allowed) {
    // The body must be read, or a caller that is still sending would not see the answer.
    await call.body(0)
    return refusal ?? throttled(Math.max(1, allowance?.resetSeconds ?? 1), true)
  }
  const fault = faults.take('answer', { ...(await route.about?.(call)), subject: route.operation })
  const handle = async () => withAllowance(await route.handle(call), allowance)
  return fault ? answerFaulty(fault, call, handle, gate) : handle()
}

/** The answer when Replicate is down: a gateway's error page, or no answer. */
function nobody(status: number | null): Answer {
  return status === null ? CUT : serverError(status)
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
