/** Each file begins with empty storage: they share the Worker, which starts once for all of them. */
import { listDurableObjectIds, reset, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll } from 'vitest'

/** Objects that a file finds by a name may be written to again; those with ids of their own are never met twice. */
const NAMED = [env.SITES, env.DISPATCHER] as unknown as DurableObjectNamespace[]
const OWN_IDS = [env.UPLOADS, env.GENERATIONS] as unknown as DurableObjectNamespace[]

/** The latter that were emptied before an earlier file: they stay on the list for as long as the Worker runs. */
const shared = globalThis as { emptied?: Set<string> }
shared.emptied ??= new Set()
const { emptied } = shared

beforeAll(async () => {
  await reset()
  // What was thrown out of memory outlives a reset: it is woken up for the next one.
  for (const namespace of NAMED) {
    for (const id of await listDurableObjectIds(namespace)) await wakeUp(namespace, id)
  }
  for (const namespace of OWN_IDS) {
    for (const id of await listDurableObjectIds(namespace)) {
      if (emptied.has(`${id}`)) continue
      await wakeUp(namespace, id)
      emptied.add(`${id}`)
    }
  }
  await reset()
  // Takes as long as the last file's objects are many: seconds, or more where the machine is busy.
}, 120_000)

async function wakeUp(namespace: DurableObjectNamespace, id: DurableObjectId): Promise<void> {
  await runInDurableObject(namespace.get(id), () => {})
}
