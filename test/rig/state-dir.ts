/** The folder that a run keeps everything in, and the lock that lets only one run at a time use it. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, constants, existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure } from '../../widget/build/failure.ts'

export type StateDir = { path: string; logs: string; release(): void }

/** Makes the folder where needed, and takes it: two Workers over the same databases would damage them. */
export async function openStateDir(path: string): Promise<StateDir> {
  const logs = join(path, 'logs')
  try {
    makeFolder(logs)
    accessSync(path, constants.W_OK)
  } catch (error) {
    throw new Failure(`STATE_DIR ${path} can't be written to (${(error as NodeJS.ErrnoException).code}).`)
  }
  const release = await lock(realpathSync(path))
  return { path, logs, release }
}

/** Makes one folder after another, because Node's `recursive` never returns where the system answers ENOENT, as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  mkdirSync(path, { mode: 0o700 })
}

/**
 * The lock is a socket that this process listens on, because it is released however the process ends.
 * It is in the system's temporary folder, because a socket's path may have about 100 characters only.
 */
async function lock(path: string): Promise<() => void> {
  const socket = join(tmpdir(), `refreel-${createHash('sha256').update(path).digest('hex').slice(0, 16)}.lock`)
  if (await answers(socket)) throw new Failure(`Another run uses ${path}. Stop it first, or choose another STATE_DIR.`)
  rmSync(socket, { force: true })
  const server = createServer((connection) => connection.destroy())
  server.unref()
  server.listen(socket)
  await once(server, 'listening')
  return () => server.close()
}

async function answers(socket: string): Promise<boolean> {
  const connection = connect(socket)
  try {
    await once(connection, 'connect')
    return true
  } catch {
    return false
  } finally {
    connection.destroy()
  }
}
