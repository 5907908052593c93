/** The program around the bare Worker: the same workerd with the same simulators as ours has (`local/worker-host.ts`). */
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from 'miniflare'
import { HOST } from '../rig/ports.ts'

process.channel?.ref()
const [{ port, persistTo }] = (await once(process, 'message')) as [{ port: number; persistTo: string }]
process.channel?.unref()

const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    host: HOST,
    port,
    cf: false,
    log: new Log(LogLevel.WARN),
    resourcePersistencePath: persistTo,
    workers: [
      {
        name: 'bare',
        compatibilityDate: '2026-11-01',
        modules: [{ type: 'ESModule', path: fileURLToPath(new URL('bare-worker.js', import.meta.url)) }],
        modulesRoot: fileURLToPath(new URL('.', import.meta.url)),
        r2Buckets: ['BUCKET'],
      },
    ],
  }),
)

process.once('SIGTERM', async () => {
  await miniflare.dispose()
  process.exit(0)
})

await miniflare.ready
console.log(`worker ready at http://${HOST}:${port}`)
