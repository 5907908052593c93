/**
 * The program around the local Worker: real workerd, by Miniflare, with the bindings that wrangler.toml declares.
 * In place of `wrangler dev`: its second proxy adds 6 to 10 ms to every request and it wants the network at its start.
 */
import { once } from 'node:events'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { WORKER_BUNDLE, WORKER_DIR } from '../../widget/build/paths.ts'
import { HOST } from './ports.ts'
import { readWorkerOptions } from './worker-options.ts'

export type WorkerHostMessage = {
  port: number
  /** Where the objects' databases and the bucket's files are kept. */
  persistTo: string
  /** The Worker's variables and secrets. */
  bindings: Record<string, string>
}

// The leash has unreferenced the channel; it must keep this process alive until the message is here.
process.channel?.ref()
const [message] = (await once(process, 'message')) as [WorkerHostMessage]
process.channel?.unref()

const options = readWorkerOptions()
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: HOST,
    port: message.port,
    // Without this, Miniflare would ask the network for the visitor's location.
    cf: false,
    log: new Log(LogLevel.WARN),
    resourcePersistencePath: message.persistTo,
    workers: [
      {
        ...options,
        modulesRoot: WORKER_DIR,
        modules: [{ type: 'ESModule', path: WORKER_BUNDLE }],
        bindings: { ...(options.bindings as Record<string, string>), ...message.bindings },
      },
    ],
  }),
)

process.once('SIGTERM', async () => {
  await miniflare.dispose()
  process.exit(0)
})

await miniflare.ready
console.log(`worker ready at http://${HOST}:${message.port}`)
