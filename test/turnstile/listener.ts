/** The fake siteverify at an address of its own, for a Worker that runs outside the test. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { FakeTurnstile } from './fake-turnstile.ts'

export type TurnstileListener = { turnstile: FakeTurnstile; verifyUrl: string; close(): void }

export async function listenAsTurnstile(): Promise<TurnstileListener> {
  const turnstile = new FakeTurnstile()
  const server = createServer(async (request, response) => {
    const answer = await turnstile.siteverify((await json(request)) as Record<string, string>)
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { turnstile, verifyUrl: `http://127.0.0.1:${port}/turnstile/v0/siteverify`, close: () => server.close() }
}
