/**
 * The clock of these tests goes as fast as any, and begins in the morning in the middle of a month: no hour, day or month
 * ends while a test counts what was used in it. Those who ask what happens then turn the clock themselves.
 */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll } from 'vitest'

const BEGIN = Date.UTC(2026, 10, 18, 10, 5)

/** Milliseconds by which it differs from the platform's clock: once for all files, which share its caches too. */
const shared = globalThis as { shift?: number; shiftsAlarms?: boolean }

if (shared.shift === undefined) {
  const real = Date.now
  const shift = BEGIN - real()
  const now = () => real() + shift
  shared.shift = shift
  Date.now = now
  globalThis.Date = new Proxy(Date, {
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [now()] : args, made),
  })
}

// Alarms are the platform's: what is set for a time of ours goes off when it has come.
beforeAll(async () => {
  if (shared.shiftsAlarms) return
  shared.shiftsAlarms = true
  const { shift = 0 } = shared
  await runInDurableObject(env.DISPATCHER.getByName('clock'), (_, { storage }) => {
    const all = Object.getPrototypeOf(storage) as DurableObjectStorage
    const { getAlarm, setAlarm } = all
    all.setAlarm = function (at, options) {
      return setAlarm.call(this, Math.max(0, Number(at) - shift), options)
    }
    all.getAlarm = async function (options) {
      const at = await getAlarm.call(this, options)
      return at === null ? null : at + shift
    }
  })
})
