/** Ports of this machine: which are free, and whether the ones we were told to use are. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Failure } from '../../widget/build/failure.ts'

export const HOST = '127.0.0.1'

/** Below the range of ports that systems assign by themselves, to listeners on port 0 and to connections. */
const FIRST_PORT = 20_000
const PORTS = 12_000
const TRIES = 100
const given = new Set<number>()

/** A port that nobody listens on, and that was not returned before: it is used later, and has to be free by then too. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
  throw new Failure('There is no free port on this machine.')
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
