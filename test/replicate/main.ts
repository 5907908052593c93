/** The stand-in as a process: starts it, says where it is, and ends it on SIGTERM or SIGINT. */
import { readOptions } from './options.ts'
import { startReplicate } from './start.ts'

const replicate = await startReplicate(readOptions(process.argv.slice(2), process.env))
console.log(`replicate stand-in ready at ${replicate.baseUrl}`)

let ending = false
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (ending) return
    ending = true
    replicate.close().then(
      () => process.exit(0),
      (error) => {
        console.error(error)
        process.exit(1)
      },
    )
  })
}
