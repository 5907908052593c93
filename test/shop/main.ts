/** The demo shop as a program: `node test/shop/main.ts --port=8788 --worker=http://127.0.0.1:8787 [--preview]`. */
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { createShop } from './server.ts'

const HOST = '127.0.0.1'

const { values } = parseArgs({
  options: { port: { type: 'string' }, worker: { type: 'string' }, preview: { type: 'boolean', default: false } },
})
if (!values.port || !values.worker) {
  console.error('The shop needs --port=… and --worker=… (the address that the elements come from).')
  process.exit(1)
}

const shop = createShop({ workerOrigin: new URL(values.worker).origin, preview: values.preview })
shop.listen(Number(values.port), HOST)
await once(shop, 'listening')
console.log(`shop ready at http://${HOST}:${values.port}`)

process.once('SIGTERM', () => {
  shop.close()
  shop.closeAllConnections()
})
