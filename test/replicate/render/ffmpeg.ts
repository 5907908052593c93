/** Runs ffmpeg as a child that reports its frames, can be stopped, and never outlives this process. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import installed from '@ffmpeg-installer/ffmpeg'

const ERROR_TAIL_CHARACTERS = 2000

/** Runs ffmpeg to its end; `onFrame` hears how many frames are written. Stopped by the signal, it throws its reason. */
export async function ffmpeg(args: string[], signal: AbortSignal, onFrame: (frames: number) => void): Promise<void> {
  signal.throwIfAborted()
  const child = spawn(
    installed.path,
    ['-hide_banner', '-nostdin', '-y', '-v', 'error', '-progress', 'pipe:1', ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const kill = () => child.kill('SIGKILL')
  signal.addEventListener('abort', kill)
  process.on('exit', kill)
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-ERROR_TAIL_CHARACTERS)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    const frames = /^frame=\s*(\d+)/.exec(line)?.[1]
    if (frames !== undefined) onFrame(Number(frames))
  })
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    signal.throwIfAborted()
    if (code !== 0) throw new Error(`ffmpeg ended with ${code}: ${complaint.trim()}`)
  } finally {
    signal.removeEventListener('abort', kill)
    process.off('exit', kill)
  }
}
