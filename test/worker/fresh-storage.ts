/** Empties the storage before each file: all files share one Worker, which starts once. */
import { listDurableObjectIds, reset, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll } from 'vitest'

/** Two files may use the same object by its name; objects with random ids belong to one file each. */
const NAMED = [env.SITES, env.DISPATCHER] as unknown as DurableObjectNamespace[]
const OWN_IDS = [env.UPLOADS, env.GENERATIONS] as unknown as DurableObjectNamespace[]

/** Objects with random ids that were emptied already: the platform lists them for as long as the Worker runs. */
const shared = globalThis as { emptied?: Set<string> }
shared.emptied ??= new Set()
const { emptied } = shared

beforeAll(async () => {
  await reset()
  // `reset` passes over objects that were evicted from memory: they are woken up for the second one.
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
  // Seconds after a file with a thousand objects; more on a busy machine.
}, 120_000)

async function wakeUp(namespace: DurableObjectNamespace, id: DurableObjectId): Promise<void> {
  await runInDurableObject(namespace.get(id), () => {})
}
