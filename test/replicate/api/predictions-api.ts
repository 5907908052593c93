/** The calls on predictions: create, get, list, cancel. */
import type { Clock } from '../clock.ts'
import type { Faults, Moment } from '../faults/faults.ts'
import { type Answer, type Call, ok } from '../http/answer.ts'
import { badRequest, invalidInput, invalidVersion, notFound } from '../http/problems.ts'
import type { Route } from '../http/routes.ts'
import { MODEL } from '../model.ts'
import { isOver, type Prediction, predictionBody } from '../prediction.ts'
import type { Predictions } from '../runs/predictions.ts'
import type { Runs } from '../runs/runs.ts'
import { promptOf } from './create-book.ts'
import { listed } from './listing.ts'
import { isOurVersion, readBody, readOrder, readPrefer } from './orders.ts'

type Parts = { clock: Clock; predictions: Predictions; runs: Runs; faults: Faults; origin: () => string }

export function predictionRoutes(parts: Parts): Route[] {
  const { predictions, runs, origin } = parts
  const one = (call: Call, act: (prediction: Prediction) => Answer) => {
    const prediction = predictions.get(call.params.prediction_id ?? '')
    return prediction ? act(prediction) : notFound()
  }
  const aboutNew = async (call: Call): Promise<Moment> => ({ prompt: promptOf((await readBody(call))?.input) })
  const aboutOne = (call: Call): Moment => {
    const prediction = predictions.get(call.params.prediction_id ?? '')
    return { prompt: prediction?.input.prompt, status: prediction?.status }
  }
  return [
    {
      operation: 'models.predictions.create',
      method: 'POST',
      path: '/v1/models/:model_owner/:model_name/predictions',
      about: aboutNew,
      handle: async (call) => {
        const body = await readBody(call)
        if (`${call.params.model_owner}/${call.params.model_name}` !== MODEL) return notFound()
        return create(parts, call, body, false)
      },
    },
    {
      operation: 'predictions.create',
      method: 'POST',
      path: '/v1/predictions',
      about: aboutNew,
      handle: async (call) => {
        const body = await readBody(call)
        if (body && !isOurVersion(body.version)) return invalidVersion()
        return create(parts, call, body, true)
      },
    },
    {
      operation: 'predictions.get',
      method: 'GET',
      path: '/v1/predictions/:prediction_id',
      about: aboutOne,
      handle: (call) => one(call, (prediction) => ok(predictionBody(prediction, origin()))),
    },
    {
      operation: 'predictions.cancel',
      method: 'POST',
      path: '/v1/predictions/:prediction_id/cancel',
      about: aboutOne,
      handle: (call) =>
        one(call, (prediction) => {
          runs.stop(prediction, 'caller')
          return ok(predictionBody(prediction, origin()))
        }),
    },
    { operation: 'predictions.list', method: 'GET', path: '/v1/predictions', handle: (call) => list(parts, call) },
  ]
}

async function create(parts: Parts, call: Call, body: Record<string, unknown> | undefined, versioned: boolean) {
  const { clock, predictions, runs, origin } = parts
  if (!body) return badRequest('The request body is not a JSON object.')
  const read = readOrder(body, call, clock, versioned)
  if ('invalid' in read) return invalidInput(read.invalid)
  const prediction = predictions.create(read.order)
  runs.start(prediction)
  const seconds = readPrefer(call.headers.get('prefer'))
  if (seconds > 0) await untilOver(parts, prediction, seconds, call.gone)
  return {
    status: seconds > 0 && !isOver(prediction) ? 202 : 201,
    headers: { location: `https://api.replicate.com/v1/predictions/${prediction.id}` },
    json: predictionBody(prediction, origin()),
  }
}

/** Waits for the end, for so many seconds, or until the caller hangs up. */
async function untilOver({ clock, predictions }: Parts, prediction: Prediction, seconds: number, gone: AbortSignal) {
  const over = new AbortController()
  const stop = predictions.listen((changed) => {
    if (changed === prediction && isOver(prediction)) over.abort()
  })
  await clock.wait(seconds * 1000, AbortSignal.any([over.signal, gone])).catch(() => {})
  stop()
}

function list({ clock, predictions, faults, origin }: Parts, { url }: Call): Answer {
  const after = readTime(url, 'created_after', -Infinity)
  const before = readTime(url, 'created_before', Infinity)
  if (Number.isNaN(after) || Number.isNaN(before))
    return badRequest('created_after and created_before are RFC 3339 times.')
  // Everything here was made over the API.
  const all = url.searchParams.get('source') === 'web' ? [] : predictions.newestFirst()
  const page = listed(
    all.filter(({ createdAt }) => createdAt >= after && createdAt < before),
    url,
    faults,
    clock,
  )
  return ok({ ...page, results: page.results.map((prediction) => predictionBody(prediction, origin())) })
}

function readTime(url: URL, name: string, otherwise: number): number {
  const text = url.searchParams.get(name)
  return text === null ? otherwise : Date.parse(text)
}
