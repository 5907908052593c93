/**
 * Sets the clock of these tests to a morning in the middle of a month; it runs at normal speed. So no hour, day or month
 * ends while a test counts what was used in it. A test of such an end sets the clock itself.
 */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll } from 'vitest'

const BEGIN = Date.UTC(2026, 10, 18, 10, 5)

/** Milliseconds between this clock and the platform's: one number for all files, because they share the Worker's caches. */
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

// Alarms follow the platform's clock, so their times are converted.
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
