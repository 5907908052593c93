/** Serves finished videos as replicate.delivery does: without a token, to any page, until their hour is over. */
import { statSync } from 'node:fs'
import type { Faults } from '../faults.ts'
import type { Answer, Call } from '../http/answer.ts'
import { notFound } from '../http/problems.ts'
import type { OpenRoute } from '../http/routes.ts'
import type { Outputs } from '../runs/outputs.ts'
import type { Predictions } from '../runs/predictions.ts'

type Parts = { predictions: Predictions; outputs: Outputs; faults: Faults }

export function deliveryRoutes(parts: Parts): OpenRoute[] {
  const handle = (call: Call) => deliver(parts, call)
  const path = '/delivery/:delivery/output.mp4'
  return [
    { method: 'GET', path, handle },
    { method: 'HEAD', path, handle },
  ]
}

/** The one place where a video leaves; a fault decides here what becomes of it. */
function deliver({ predictions, outputs, faults }: Parts, { params }: Call): Answer {
  const prediction = predictions.newestFirst().find(({ delivery }) => delivery === params.delivery)
  if (!prediction) return notFound()
  faults.take('delivery', prediction.id)
  const path = outputs.path(prediction.id)
  return {
    status: 200,
    headers: {
      'content-type': 'video/mp4',
      'access-control-allow-origin': '*',
      'cache-control': 'public,max-age=3600',
    },
    file: { path, size: statSync(path).size },
  }
}
