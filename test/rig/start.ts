/** `npm start`: starts everything, prints the addresses, and ends every part with itself. */

import { exitWith } from '../../widget/build/failure.ts'
import { readConfiguration } from './configuration.ts'
import { type Rig, startRig } from './rig.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const PARENT_CHECK_MS = 500

let rig: Rig | undefined
let ending = false

/** The first signal ends everything in order; a second one doesn't wait (the parts go when we go). */
async function end(code: number): Promise<void> {
  if (ending) process.exit(code)
  ending = true
  await rig?.stop()
  process.exit(code)
}

for (const signal of SIGNALS) process.on(signal, () => void end(0))

// npm forwards SIGINT and SIGTERM only. When npm ended in another way, nobody could stop this process any more.
if (process.env.npm_lifecycle_event) {
  const npm = process.ppid
  setInterval(() => process.ppid !== npm && void end(0), PARENT_CHECK_MS).unref()
}

try {
  const configuration = readConfiguration(process.env)
  rig = await startRig({ configuration, onError: (part, line) => console.error(`[${part}] ${line}`) })
  console.log(`
  Demo shop   ${rig.shopUrl}/               a product page
              ${rig.shopUrl}/make.html      make your own
              ${rig.shopUrl}/gallery.html   every state of every element
  Worker      ${rig.workerUrl}
  Replicate   ${rig.replicateUrl ? `${rig.replicateUrl} (a stand-in: videos are previews, nothing is paid)` : configuration.replicateBaseUrl || 'https://api.replicate.com/v1'}
  Kept in     ${rig.stateDir}

Refreel is ready. Stop it with Ctrl-C.`)
  const why = await rig.ended
  if (!ending) {
    console.error(why)
    await end(1)
  }
} catch (error) {
  exitWith(error)
}
