/** One run as its visitor lives it: asks, perhaps cancels, and watches until the end, however often the Worker dies. */
import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Generation } from '../../../worker/contract/generation.ts'
import { MODES } from './acts.ts'
import type { Group } from './group.ts'
import type { MomentName, RunPlan, When } from './plan.ts'
import type { Stage } from './stage.ts'

/** Milliseconds between two polls, and until a visitor who can't connect tries again. */
const LOOK_MS = 500
const RETRY_MS = 50
/** Milliseconds until a run without an end counts as endless: many times the provider's deadline and its hour. */
const PATIENCE_MS = 300_000
const ENDS: readonly string[] = ['succeeded', 'failed', 'canceled']

export type Visit = {
  plan: RunPlan
  /** Null where the budget refused the run. */
  generation: string | null
  /** The run as the visitor saw it last. */
  seen: Generation | null
  /** The visitor's cancel was answered before the end was seen. */
  canceled: boolean
  videoSha256: string | null
  /** How many kills the run lived through. */
  kills: number
  /** Answers that should never come. */
  surprises: string[]
}

/** An answer that should never come. */
class Surprise extends Error {}

export async function visit(plan: RunPlan, stage: Stage, group: Group): Promise<Visit> {
  const { prompt, acts } = plan
  const killsBefore = stage.kills
  const known: Visit = {
    plan,
    generation: null,
    seen: null,
    canceled: false,
    videoSha256: null,
    kills: 0,
    surprises: [],
  }
  for (const rule of acts.flatMap(({ rules }) => rules)) {
    await stage.setFault(MODES.includes(rule.kind) ? rule : { match: prompt, ...rule })
  }
  let killed: Promise<void> | null = null
  const wish = Promise.withResolvers<void>()
  const kill = once(plan.kill, (afterMs) => {
    killed = delay(afterMs).then(() => stage.kill())
  })
  const cancel = once(plan.cancel, (afterMs) => void delay(afterMs).then(wish.resolve))
  const happened = (moment: MomentName) => {
    kill(moment)
    cancel(moment)
  }
  stage.watch(prompt, happened)
  try {
    happened('asked')
    known.generation = await ask(plan, stage, group)
    if (known.generation !== null) {
      let withdrawn: Promise<void> | null = null
      void wish.promise.then(() => {
        withdrawn = withdraw(known, stage, group).catch((error) => void known.surprises.push(String(error)))
      })
      await watch(known.generation, stage, group, known)
      await withdrawn
      if (known.seen?.status === 'succeeded') known.videoSha256 = await fetchVideo(known.seen, stage, group)
    }
  } catch (error) {
    if (!(error instanceof Surprise)) throw error
    known.surprises.push(error.message)
  } finally {
    stage.unwatch(prompt)
    // No kill may come after all visits are over, while the ledgers are read.
    await killed
    group.over(plan)
  }
  known.kills = stage.kills - killsBefore
  return known
}

/** Acts a while after the first time that the moment comes. */
function once(when: When | null, act: (afterMs: number) => void): (moment: MomentName) => void {
  let waiting = when
  return (moment) => {
    if (waiting?.moment !== moment) return
    const { afterMs } = waiting
    waiting = null
    act(afterMs)
  }
}

/** The generation's id; null where the budget refuses it even after all other runs have ended. */
async function ask(plan: RunPlan, stage: Stage, group: Group): Promise<string | null> {
  const { index, prompt, durationSeconds, seed, doubleClick } = plan
  const input = { prompt, reference_images: [group.reference], duration: durationSeconds, resolution: '720p', seed }
  const body = JSON.stringify({ input })
  const headers = { ...group.headers, 'content-type': 'application/json', 'idempotency-key': `run-${index}` }
  for (;;) {
    const last = await group.turn(plan)
    const click = () => insist(stage, '/v1/generations', { method: 'POST', headers, body }, [200, 201, 402])
    const answers = await Promise.all(doubleClick ? [click(), click()] : [click()])
    const ids = new Set(answers.filter(({ status }) => status < 300).map((answer) => (answer.body as Generation).id))
    if (ids.size > 1) throw new Surprise(`two clicks got two generations: ${[...ids].join(', ')}`)
    const [id] = ids
    if (id !== undefined || last) return id ?? null
    group.refused(plan)
  }
}

/** Polls until the run has ended. */
async function watch(id: string, stage: Stage, group: Group, known: Visit): Promise<void> {
  const began = Date.now()
  while (Date.now() - began < PATIENCE_MS) {
    const { body } = await insist(stage, `/v1/generations/${id}`, { headers: group.headers }, [200])
    known.seen = body as Generation
    if (ENDS.includes(known.seen.status)) return
    await delay(LOOK_MS)
  }
}

async function withdraw(known: Visit, stage: Stage, group: Group): Promise<void> {
  const { headers } = group
  const path = `/v1/generations/${known.generation}/cancel`
  const before = known.seen?.status
  await insist(stage, path, { method: 'POST', headers }, [200])
  known.canceled = before === undefined || !ENDS.includes(before)
}

async function fetchVideo(seen: Generation, stage: Stage, group: Group): Promise<string> {
  if (!seen.video) throw new Surprise('it succeeded without a video')
  const { bytes } = await insist(stage, new URL(seen.video.url).pathname, { headers: group.headers }, [200])
  return createHash('sha256').update(bytes).digest('hex')
}

/** Asks until there is an answer: while the Worker is dead, nobody can connect. */
export async function insist(
  stage: Stage,
  path: string,
  init: RequestInit,
  expected: readonly number[],
): Promise<{ status: number; body: unknown; bytes: Buffer; headers: Headers }> {
  for (;;) {
    try {
      const response = await fetch(`${stage.worker.url}${path}`, init)
      const bytes = Buffer.from(await response.arrayBuffer())
      const { status, headers } = response
      const isJson = headers.get('content-type')?.includes('json')
      if (expected.includes(status)) return { status, headers, bytes, body: isJson ? JSON.parse(String(bytes)) : null }
      throw new Surprise(`${init.method ?? 'GET'} ${path} was answered with ${status}: ${bytes.subarray(0, 300)}`)
    } catch (error) {
      if (error instanceof Surprise) throw error
      await delay(RETRY_MS)
    }
  }
}
