/** Takes predictions from `starting` to their end: references, render, least time, deadline, cancel, restart. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { appendFile, copyFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cancel, Clock } from '../clock.ts'
import type { Faults } from '../faults/faults.ts'
import { secretName } from '../ids.ts'
import { isOver, type Prediction } from '../prediction.ts'
import { render, type Scene } from '../render/render.ts'
import type { Footage } from '../render/shots.ts'
import { beforeStart, FailedByFault, inTheMiddle } from './faulty-run.ts'
import type { Outputs } from './outputs.ts'
import type { Predictions } from './predictions.ts'
import { Progress } from './progress.ts'
import { type Fetched, inspectAll, type References, UnusableReference } from './references.ts'
import { Slots } from './slots.ts'

/** Renders at the same time. Ours: a render keeps about one core busy. */
const RENDERS_AT_ONCE = 2
const TICK_MS = 100
/** Milliseconds that a render may take. Ours: the longest video takes a tenth of this. */
const RENDER_MAX_MS = 300_000

export type RunTimes = {
  /** The least time in `starting`. */
  bootMs: number
  /** The least time in `processing`. */
  runMs: number
  /** A video to hand out in place of a render. */
  cannedVideo: string | undefined
}

type Parts = {
  clock: Clock
  predictions: Predictions
  references: References
  outputs: Outputs
  faults: Faults
  times: RunTimes
}

export class Runs {
  readonly #parts: Parts
  readonly #origin: () => string
  readonly #slots: Slots
  readonly #running = new Map<string, { controller: AbortController; over: Promise<void> }>()
  readonly #deadlines = new Map<string, Cancel>()
  #closing = false

  constructor(parts: Parts, origin: () => string) {
    this.#parts = parts
    this.#origin = origin
    // Without a render there is nothing to wait for.
    this.#slots = new Slots(parts.times.cannedVideo === undefined ? RENDERS_AT_ONCE : Number.POSITIVE_INFINITY)
  }

  /** Takes up what was not over when the process before this one ended. */
  resume(): void {
    for (const prediction of this.#parts.predictions.newestFirst().reverse()) {
      if (!isOver(prediction)) this.start(prediction)
    }
  }

  /** Starts a run, which goes on in the background. One that is asked for while we close waits for the next process. */
  start(prediction: Prediction): void {
    if (this.#closing) return
    const controller = new AbortController()
    const over = this.#run(prediction, controller.signal).finally(() => {
      this.#running.delete(prediction.id)
      this.#disarm(prediction.id)
    })
    this.#running.set(prediction.id, { controller, over })
    if (prediction.deadline !== null) {
      const cancel = this.#parts.clock.at(prediction.deadline, () => this.stop(prediction, 'deadline'))
      this.#deadlines.set(prediction.id, cancel)
    }
  }

  /** Ends a run before its time; a run that is over stays as it is. */
  stop(prediction: Prediction, why: 'caller' | 'deadline'): void {
    this.#parts.predictions.stop(prediction, why)
    this.#running.get(prediction.id)?.controller.abort()
  }

  /** Leaves all runs as they stand on disk and waits until nothing of them runs any more. */
  async close(): Promise<void> {
    this.#closing = true
    for (const id of [...this.#deadlines.keys()]) this.#disarm(id)
    const running = [...this.#running.values()]
    for (const { controller } of running) controller.abort()
    await Promise.all(running.map(({ over }) => over))
  }

  #disarm(id: string): void {
    this.#deadlines.get(id)?.()
    this.#deadlines.delete(id)
  }

  async #run(prediction: Prediction, signal: AbortSignal): Promise<void> {
    const { clock, predictions, references, outputs, faults, times } = this.#parts
    const { id, input, status } = prediction
    const fault = faults.take('run', { subject: id, prompt: input.prompt, status })
    const stop = (why: 'caller' | 'deadline') => this.stop(prediction, why)
    let release = () => {}
    try {
      if (prediction.status === 'starting') {
        await clock.wait(times.bootMs, signal)
        await beforeStart(fault, { clock, signal, stop })
      }
      release = await this.#slots.take(signal)
      predictions.begin(prediction)
      const progress = new Progress(prediction.startedAt ?? Date.now(), clock.scaled(times.runMs))
      prediction.logs = ''
      predictions.log(prediction, `Using seed: ${prediction.seed}\n`)
      const ticking = setInterval(() => this.#report(prediction, progress), Math.max(10, clock.scaled(TICK_MS)))
      try {
        const fetched = await references.fetchAll(prediction, this.#origin(), signal)
        await this.#render(prediction, fetched, signal, (done) => progress.worked(done))
        release()
        progress.worked(1)
        await clock.wait(Math.max(0, times.runMs / 2 - this.#elapsed(prediction)), signal)
        await inTheMiddle(fault, { clock, signal, stop })
        await clock.wait(Math.max(0, times.runMs - this.#elapsed(prediction)), signal)
        this.#report(prediction, progress)
      } finally {
        clearInterval(ticking)
      }
      const sha256 = await digestOf(outputs.path(prediction.id))
      signal.throwIfAborted()
      predictions.succeed(prediction, secretName(), sha256)
    } catch (error) {
      // An aborted run was stopped from outside, and the one who stopped it has recorded its end.
      if (!signal.aborted) predictions.fail(prediction, errorText(error))
    } finally {
      release()
      outputs.clear(prediction.id)
      if (isOver(prediction)) await references.discard(prediction)
    }
  }

  /** Milliseconds on our clock since it began. */
  #elapsed({ startedAt }: Prediction): number {
    return (Date.now() - (startedAt ?? 0)) * this.#parts.clock.scale
  }

  #report(prediction: Prediction, progress: Progress): void {
    const line = progress.line(Date.now())
    if (line !== undefined && !isOver(prediction)) this.#parts.predictions.log(prediction, line)
  }

  async #render(prediction: Prediction, fetched: Fetched[], signal: AbortSignal, onProgress: (done: number) => void) {
    const { outputs, times } = this.#parts
    const target = join(outputs.workspace(prediction.id), 'output.mp4')
    if (times.cannedVideo === undefined) {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(RENDER_MAX_MS)])
      await render(sceneOf(prediction, await inspectAll(fetched, signal)), { target, signal: limited, onProgress })
    } else {
      await copyFile(times.cannedVideo, target)
      await appendFile(target, freeBox(prediction.id))
    }
    await rename(target, outputs.path(prediction.id))
  }
}

function sceneOf({ input, seed }: Prediction, footage: Footage[]): Scene {
  return {
    footage,
    prompt: input.prompt,
    seconds: input.duration ?? 5,
    resolution: input.resolution ?? '1080p',
    aspectRatio: input.aspect_ratio ?? '16:9',
    shotType: input.shot_type ?? 'single',
    seed,
  }
}

/** A box that players skip, so that no two videos have the same bytes. */
function freeBox(text: string): Buffer {
  const box = Buffer.alloc(8 + text.length)
  box.writeUInt32BE(box.length)
  box.write(`free${text}`, 4, 'latin1')
  return box
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

function errorText(error: unknown): string {
  if (error instanceof UnusableReference || error instanceof FailedByFault) return error.message
  console.error(error)
  return `An unknown error occurred. (E1000) ${error instanceof Error ? error.message : error}`
}
