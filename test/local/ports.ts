/** Ports of this machine: which are free, and whether the ones we were told to use are. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Failure } from './failure.ts'

export const HOST = '127.0.0.1'

/** A port that nobody listens on; the system picks from its ephemeral range. */
export async function freePort(): Promise<number> {
  const port = await tryListen(0)
  if (port === null) throw new Failure('There is no free port on this machine.')
  return port
}

export async function isFree(port: number): Promise<boolean> {
  return (await tryListen(port)) !== null
}

/** The preferred port when it is free, else any other. */
export async function portNear(preferred: number | undefined): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred
  return await freePort()
}

/** Fails with one line that names the setting whose port is taken. */
export async function requireFree(ports: Readonly<Record<string, number>>): Promise<void> {
  for (const [setting, port] of Object.entries(ports)) {
    if (await isFree(port)) continue
    throw new Failure(`Port ${port} is taken. Stop what listens there, or choose another with ${setting}=….`)
  }
}

/** Listens for a moment; null when the port is taken. Other errors, such as a forbidden port, are told as they are. */
async function tryListen(port: number): Promise<number | null> {
  const server = createServer()
  try {
    server.listen(port, HOST)
    await once(server, 'listening')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') return null
    throw new Failure(`Port ${port} can't be used on ${HOST} (${code}).`)
  }
  const bound = (server.address() as AddressInfo).port
  server.close()
  await once(server, 'close')
  return bound
}
