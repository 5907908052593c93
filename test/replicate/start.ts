/** Puts the stand-in together and starts it: state on disk, runs, webhooks, and the HTTP server over them. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { accountRoutes } from './api/account-api.ts'
import { type Counts, controlRoutes } from './api/control.ts'
import { CreateBook } from './api/create-book.ts'
import { deliveryRoutes } from './api/delivery.ts'
import { Files } from './api/file-store.ts'
import { fileRoutes } from './api/files-api.ts'
import { predictionRoutes } from './api/predictions-api.ts'
import { Clock } from './clock.ts'
import { Faults } from './faults/faults.ts'
import { createListener } from './http/listener.ts'
import { LowCreditLimit, MinuteLimit } from './http/rate-limit.ts'
import { dispatcher } from './http/routes.ts'
import { DEFAULTS, type ReplicateOptions } from './options.ts'
import { Outputs } from './runs/outputs.ts'
import { Predictions } from './runs/predictions.ts'
import { type Get, References } from './runs/references.ts'
import { Retention } from './runs/retention.ts'
import { Runs } from './runs/runs.ts'
import { Webhooks } from './webhooks/webhooks.ts'

export type Replicate = {
  /** `http://127.0.0.1:PORT`, where outputs and the control address are. */
  url: string
  /** The stand-in's address with `/v1`, for the official client's `baseUrl`. */
  baseUrl: string
  webhookSecret: string
  faults: Faults
  /** Ends everything that runs here; what is unfinished is taken up by the next start on the same state. */
  close: () => Promise<void>
}

/** Starts a stand-in. It answers when this returns. `get` is how it fetches references. */
export async function startReplicate(
  chosen: Partial<ReplicateOptions> = {},
  get: Get = (url, signal) => fetch(url, { signal }),
): Promise<Replicate> {
  const options = { ...DEFAULTS, ...chosen }
  const folder = (name: string) => join(options.stateDirectory, name)
  mkdirSync(options.stateDirectory, { recursive: true })
  const webhookSecret = options.webhookSecret ?? keptSecret(folder('webhook-secret'))

  let url = ''
  const origin = () => url
  const clock = new Clock(options.timeScale)
  const faults = new Faults(clock)
  const predictions = new Predictions(folder('predictions'))
  const files = new Files(folder('files'), clock)
  const outputs = new Outputs(folder('outputs'))
  const references = new References(folder('references'), files, get)
  const webhooks = new Webhooks(clock, predictions, webhookSecret, faults, origin)
  const times = {
    bootMs: options.bootSeconds * 1000,
    runMs: options.runSeconds * 1000,
    cannedVideo: options.cannedVideo,
  }
  const runs = new Runs({ clock, predictions, references, outputs, faults, times }, origin)
  const retention = new Retention(clock, predictions, outputs, files)

  const counts: Counts = new Map()
  const creates = new CreateBook()
  const isCreate = (operation: string) => operation.endsWith('predictions.create')
  const closing = new AbortController()
  const api = [
    ...predictionRoutes({ clock, predictions, runs, faults, origin }),
    ...fileRoutes({ files, keep: (file) => retention.keepFile(file) }),
    ...accountRoutes(webhookSecret),
  ]
  const open = [
    ...deliveryRoutes({ clock, predictions, outputs, retention, faults }),
    ...controlRoutes({ predictions, faults, counts, creates }),
  ]
  const server = createListener(
    dispatcher(api, open, {
      isAccepted: (token) => (options.token === undefined ? token.startsWith('r8_') : token === options.token),
      creates: new MinuteLimit(clock, options.createsPerMinute),
      lowCreditCreates: new LowCreditLimit(clock),
      others: new MinuteLimit(clock, options.requestsPerMinute),
      faults,
      clock,
      closing: closing.signal,
      firstWebhook: (id) => webhooks.first(id),
      arrived: async (operation, call) => {
        counts.set(operation, (counts.get(operation) ?? 0) + 1)
        if (isCreate(operation)) await creates.arrived(call)
      },
      refused: async (operation, call) => {
        if (isCreate(operation)) await creates.refused(call)
      },
    }),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  url = `http://${options.host}:${(server.address() as AddressInfo).port}`
  runs.resume()
  webhooks.resume()

  return {
    url,
    baseUrl: `${url}/v1`,
    webhookSecret,
    faults,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      closing.abort()
      webhooks.close()
      retention.close()
      await runs.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** The secret stays the same over restarts, because receivers keep it. */
function keptSecret(path: string): string {
  try {
    writeFileSync(path, `whsec_${randomBytes(24).toString('base64')}`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  return readFileSync(path, 'utf8').trim()
}
