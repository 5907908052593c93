/** Which runs the matrix makes: drawn from a seed, so that each can be made again. */
import { seeded } from '../long-clip.ts'
import { ACTS, type Act, isFair, LONGEST } from './acts.ts'

/** The moments of a run that an act can wait for: the visitor's request, then what the provider sees. */
const MOMENTS = ['asked', 'create', 'listing', 'run', 'start', 'poll', 'output', 'completed', 'delivery'] as const
/** The moments that are webhooks. */
const SENT: readonly MomentName[] = ['start', 'output', 'completed']
export type MomentName = (typeof MOMENTS)[number]
/** A delay after the first time that a moment comes. */
export type When = { moment: MomentName; afterMs: number }

export type RunPlan = {
  index: number
  /** Text that no other run has in its prompt. */
  prompt: string
  acts: readonly Act[]
  /** When this run kills the Worker; the kills of other runs hit it too. */
  kill: When | null
  /** When the visitor cancels the run; null where the visitor lets the run go on. */
  cancel: When | null
  /** The visitor clicks twice at once. */
  doubleClick: boolean
  durationSeconds: number
  seed: number
}

/** Milliseconds after a moment: mostly right behind it, sometimes far enough for the next one. */
const AFTER_MS = [0, 2, 5, 10, 20, 50, 100, 300, 1000]

/** Share of the runs that are clicked twice. */
const DOUBLE_CLICKS = 0.3
/** One run of this many is a pair of acts, until each act has been played alone; after that, every run is a pair. */
const PAIR_EVERY = 3

export type Draw = {
  runs: number
  seed: number
  /** Share of the runs that bring a kill of their own. */
  kills: number
  /** False where the provider can't reach the Worker: then no webhook is ever sent. */
  reachable: boolean
}

/** Each act alone, in an order drawn from the seed, and pairs in between and after them. */
export function planRuns(draw: Draw): RunPlan[] {
  const alone = shuffled(ACTS, seeded(draw.seed))
  return Array.from({ length: draw.runs }, (_, index) => {
    const random = seeded(draw.seed * 100_003 + index)
    const single = index % PAIR_EVERY === PAIR_EVERY - 1 ? undefined : alone.pop()
    return planRun(index, single ? [single] : drawPair(random), draw, random)
  })
}

/** True for runs that take much longer than the others. */
export function isLong({ acts }: RunPlan): boolean {
  return acts.some(({ name }) => LONGEST.includes(name))
}

function planRun(index: number, acts: readonly Act[], draw: Draw, random: () => number): RunPlan {
  const moments = MOMENTS.filter((moment) => draw.reachable || !SENT.includes(moment))
  const when = (): When => ({ moment: pick(moments, random), afterMs: pick(AFTER_MS, random) })
  return {
    index,
    prompt: `Run ${index} of seed ${draw.seed}.`,
    acts,
    // Spread evenly, so that every seed has kills.
    kill: Math.floor((index + 1) * draw.kills) > Math.floor(index * draw.kills) ? when() : null,
    cancel: acts.some(({ name }) => name.startsWith('visitor-cancels')) ? when() : null,
    doubleClick: random() < DOUBLE_CLICKS,
    durationSeconds: 2 + Math.floor(random() * 3),
    seed: Math.floor(random() * 2 ** 31),
  }
}

function drawPair(random: () => number): Act[] {
  for (;;) {
    const [a, b] = [pick(ACTS, random), pick(ACTS, random)]
    if (a !== b && isFair(a, b)) return [a, b]
  }
}

/** One line that describes a run. */
export function describe({ index, acts, kill, cancel, doubleClick }: RunPlan): string {
  const at = (when: When) => `${when.moment}+${when.afterMs}ms`
  return [
    `run ${index}: ${acts.map(({ name }) => name).join(' + ')}`,
    ...(kill ? [`killed at ${at(kill)}`] : []),
    ...(cancel ? [`cancelled at ${at(cancel)}`] : []),
    ...(doubleClick ? ['clicked twice'] : []),
  ].join(', ')
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  return items[Math.floor(random() * items.length)] as Item
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item)
}
