/** Serves finished videos as replicate.delivery does: without a token, to any page, until their hour is over. */
import { statSync } from 'node:fs'
import type { Clock } from '../clock.ts'
import type { Faults, Rule } from '../faults/faults.ts'
import type { KindAt } from '../faults/switches.ts'
import { type Answer, type Call, CUT } from '../http/answer.ts'
import { notFound, serverError } from '../http/problems.ts'
import type { OpenRoute } from '../http/routes.ts'
import type { Prediction } from '../prediction.ts'
import type { Outputs } from '../runs/outputs.ts'
import type { Predictions } from '../runs/predictions.ts'
import type { Retention } from '../runs/retention.ts'

type Parts = { clock: Clock; predictions: Predictions; outputs: Outputs; retention: Retention; faults: Faults }

const PUBLIC = { 'access-control-allow-origin': '*', 'cache-control': 'public,max-age=3600' }
const PAGE = '<html><body>There is no video here.</body></html>'

export function deliveryRoutes(parts: Parts): OpenRoute[] {
  const handle = (call: Call) => deliver(parts, call)
  const path = '/delivery/:delivery/:file'
  return [
    { method: 'GET', path, handle },
    { method: 'HEAD', path, handle },
  ]
}

/** The one place where a video leaves; a fault decides here what becomes of it. */
async function deliver(parts: Parts, call: Call): Promise<Answer> {
  const { predictions, outputs, faults } = parts
  const { delivery, file } = call.params
  const prediction = predictions.newestFirst().find((each) => each.delivery === delivery)
  const down = faults.mode('down')
  if (down) return down.options.status === null ? CUT : serverError(down.options.status)
  if (!prediction || (file !== 'output.mp4' && file !== 'moved.mp4')) return notFound()
  const path = outputs.path(prediction.id)
  const whole: Answer = {
    status: 200,
    headers: { 'content-type': 'video/mp4', ...PUBLIC },
    file: { path, size: statSync(path).size },
  }
  const { id, input, status } = prediction
  const fault = faults.take('delivery', { subject: id, prompt: input.prompt, status })
  return fault ? deliverFaulty(fault, whole, prediction, call, parts) : whole
}

/** One case for each switch of the seam `delivery`. */
async function deliverFaulty(
  { kind, options }: Rule<KindAt<'delivery'>>,
  whole: Answer,
  prediction: Prediction,
  call: Call,
  { clock, retention }: Parts,
): Promise<Answer> {
  const ms = options.seconds === null ? Number.POSITIVE_INFINITY : options.seconds * 1000
  switch (kind) {
    case 'delivery-cut':
      return { ...whole, flaw: { cut: 'inside' } }
    case 'delivery-without-length':
      return { ...whole, flaw: { length: 'chunked' } }
    case 'delivery-cut-without-length':
      return { ...whole, flaw: { cut: 'inside', length: 'until-close' } }
    case 'delivery-slow':
      return { ...whole, flaw: { pauseMs: clock.scaled(ms) } }
    case 'delivery-silent':
      await clock.wait(ms, call.gone).catch(() => {})
      return CUT
    case 'delivery-error':
      return options.status === null ? CUT : serverError(options.status)
    case 'delivery-missing':
      return notFound()
    case 'delivery-expired':
      retention.remove(prediction)
      return notFound()
    case 'delivery-redirect':
      return { status: 302, headers: { ...PUBLIC, location: 'moved.mp4' } }
    case 'delivery-wrong-type':
      return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...PUBLIC }, text: PAGE }
    case 'delivery-not-a-video':
      return { status: 200, headers: { 'content-type': 'video/mp4', ...PUBLIC }, text: PAGE }
  }
}
