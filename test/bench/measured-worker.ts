/** A Worker to be measured, ours or the bare one: its address, and what its workerd took of memory and processor. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LoneWorker } from '../end-to-end/lone-worker.ts'
import { freePort } from '../rig/ports.ts'
import { startPart } from '../rig/processes.ts'

export type Measured = {
  url: string
  headers: Record<string, string>
  /** Megabytes (10⁶) that workerd had in memory at its highest. */
  peakMegabytes(): number
  /** Seconds of processor time that workerd has used so far. */
  cpuSeconds(): number
  end(): Promise<void>
}

/** Refreel's own Worker, with the session of a visitor who has just come. */
export async function startOurs(): Promise<Measured> {
  const worker = await LoneWorker.start()
  const headers = await worker.visitor()
  return measured(worker.url, headers, () => worker.end())
}

/** The bare Worker. */
export async function startBare(): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'refreel-bare-'))
  const part = await startPart({
    name: 'Bare',
    program: fileURLToPath(new URL('bare-host.ts', import.meta.url)),
    args: [],
    env: { WRANGLER_SEND_METRICS: 'false' },
    message: { port: await freePort(), persistTo: folder },
    logs: folder,
  })
  return measured(part.url, {}, async () => {
    await part.kill()
    await rm(folder, { recursive: true, force: true })
  })
}

function measured(url: string, headers: Record<string, string>, end: () => Promise<void>): Measured {
  const pid = workerdAt(Number(new URL(url).port))
  const perSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return {
    url,
    headers,
    peakMegabytes: () => {
      const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      return (Number(kibibytes) * 1024) / 1_000_000
    },
    cpuSeconds: () => {
      // The split skips the process's name, which may contain spaces. After the name, state is the first field; utime
      // and stime are the 12th and 13th.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) / perSecond
    },
    end,
  }
}

/** The workerd that listens on a port, by the socket that it holds open. */
function workerdAt(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  const listening = new RegExp(`:${hex} 0+:0000 0A(?: \\S+){5} +(\\d+)`)
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((each) => each.replace(/\s+/g, ' '))
    .find((each) => listening.test(each))
  const inode = listening.exec(line ?? '')?.[1]
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('workerd')) continue
      const held = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
      if (held.includes(`socket:[${inode}]`)) return pid
    } catch {
      // The process ended, or closed a file, while this function looked.
    }
  }
  throw new Error(`Nobody found listens on port ${port}.`)
}
