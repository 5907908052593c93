/**
 * The end of a site: everything that was its goes, a few things at a time, however often it is interrupted. What is
 * still to be done is what the tables still name, so that there is nothing to lose track of. From the first step on the
 * site answers nobody, so that nothing new begins.
 */

import { growingPauseMs, MINUTE_MS } from '../../contract/time.ts'
import { log, logFault } from '../../log.ts'
import { REDACTIONS_PREFIX } from '../../media/redaction/stored.ts'
import { type Clock, clockOf } from '../clock.ts'
import type { Who } from '../who.ts'
import { unregisterSite } from './directory.ts'

/** Generations and references that one pass looks at: each is a call to an object, and the platform caps these. Ours. */
const PASS_MAX = 50
/** Milliseconds until the next pass where runs have to end first, doubled up to the longest. Ours. */
const FIRST_PAUSE_MS = 1_000
const LAST_PAUSE_MS = MINUTE_MS

export type DeletionLeft = { since: number; generations: number; references: number }

/** What a pass asks of the other objects; each answers true once nothing is left of that one. */
export type Deleting = {
  generation(id: string): Promise<boolean>
  reference(id: string, who: Who): Promise<boolean>
}

/** From now on the site is being deleted; again changes nothing. */
export function beginDeletion(sql: SqlStorage, now: number): void {
  if (deletionSince(sql) === null) sql.exec('INSERT INTO deletion (since, due_at) VALUES (?1, ?1)', now)
}

/** Since when it is being deleted; null where it isn't. */
export function deletionSince(sql: SqlStorage): number | null {
  return sql.exec<{ since: number }>('SELECT since FROM deletion').toArray()[0]?.since ?? null
}

/** When the next pass is due; null where nothing is being deleted. */
export function deletionDue(sql: SqlStorage): number | null {
  return sql.exec<{ due_at: number }>('SELECT due_at FROM deletion').toArray()[0]?.due_at ?? null
}

/** How much is left; null where nothing is being deleted. */
export function deletionLeft(sql: SqlStorage): DeletionLeft | null {
  const since = deletionSince(sql)
  if (since === null) return null
  const count = (query: string) => sql.exec<{ count: number }>(query).one().count
  return {
    since,
    generations: count(`SELECT count(*) AS count FROM (${GENERATIONS})`),
    references: count(`SELECT count(*) AS count FROM uploads WHERE state != 'deleted'`),
  }
}

/** Deletes some of what is left, and notes when to go on. What fails is tried again in a later pass. */
export async function deletionPass(sql: SqlStorage, site: string, clock: Clock, deleting: Deleting): Promise<void> {
  const { after } = sql.exec<{ after: string }>('SELECT after FROM deletion').one()
  // In rounds, so that runs that don't end keep nothing else waiting.
  const generations = sql
    .exec<{ id: string }>(`SELECT id FROM (${GENERATIONS}) WHERE id > ? ORDER BY id LIMIT ?`, after, PASS_MAX)
    .toArray()
  const references = sql
    .exec<{ id: string; subject: string }>(
      `SELECT reference AS id, subject FROM uploads WHERE state != 'deleted' LIMIT ?`,
      PASS_MAX,
    )
    .toArray()
  // Before anybody is asked: a crash costs a pause and nothing else.
  postponeDeletion(sql, clock)
  const [gone, dropped] = await Promise.all([
    Promise.allSettled(generations.map(({ id }) => deleting.generation(id))),
    Promise.allSettled(references.map(({ id, subject }) => deleting.reference(id, { site, subject }))),
  ])
  let moved = false
  for (const [index, { id }] of generations.entries()) {
    if (!isDone(gone[index])) continue
    forgetGeneration(sql, id)
    moved = true
  }
  for (const [index, { id }] of references.entries()) {
    if (!isDone(dropped[index])) continue
    sql.exec('DELETE FROM uploads WHERE reference = ?', id)
    moved = true
  }
  const last = generations.length === PASS_MAX ? (generations.at(-1)?.id ?? '') : ''
  sql.exec('UPDATE deletion SET after = ?', last)
  if (moved || last !== '') sql.exec('UPDATE deletion SET due_at = ?, pauses = 0', clock.now())
}

/** Lets the next pass wait, longer each time. */
function postponeDeletion(sql: SqlStorage, clock: Clock): void {
  const { pauses } = sql.exec<{ pauses: number }>('SELECT pauses FROM deletion').one()
  const pause = clock.delay(growingPauseMs(FIRST_PAUSE_MS, LAST_PAUSE_MS, pauses))
  sql.exec('UPDATE deletion SET due_at = ?, pauses = pauses + 1', clock.now() + pause)
}

/** Deletes all of the site's stored references and their redactions; the objects have named theirs, so these are strays. */
async function deleteStrays(bucket: R2Bucket, site: string): Promise<void> {
  for (const prefix of [`references/${site}/`, `${REDACTIONS_PREFIX}references/${site}/`]) {
    for (;;) {
      const { objects } = await bucket.list({ prefix, limit: 1000 })
      if (objects.length === 0) break
      await bucket.delete(objects.map(({ key }) => key))
    }
  }
}

/** The deletion of one site: its passes, and the last step. */
export class Deletion {
  readonly #storage: DurableObjectStorage
  readonly #env: Env
  #ending: Promise<boolean> | null = null

  constructor(storage: DurableObjectStorage, env: Env) {
    this.#storage = storage
    this.#env = env
  }

  /** When the next pass is due (ms); null where nothing is being deleted. */
  due(): number | null {
    return deletionDue(this.#storage.sql)
  }

  /** Has the objects of some generations and references delete themselves. */
  async pass(site: string): Promise<void> {
    await deletionPass(this.#storage.sql, site, await clockOf(this.#env), {
      generation: (generation) => this.#env.GENERATIONS.getByName(generation).dropAll(true),
      reference: async (reference, who) => {
        await this.#env.UPLOADS.getByName(reference).remove(who)
        return true
      },
    })
  }

  /**
   * The last step, once nothing else is left: the site itself. False where there is more to be done. `forget` is called
   * in the step that deletes the tables, so that nobody meets a record without them.
   */
  end(site: string, forget: () => void): Promise<boolean> {
    this.#ending ??= this.#end(site, forget).finally(() => {
      this.#ending = null
    })
    return this.#ending
  }

  async #end(site: string, forget: () => void): Promise<boolean> {
    const left = deletionLeft(this.#storage.sql)
    if (!left || left.generations + left.references > 0) return false
    try {
      await deleteStrays(this.#env.BUCKET, site)
      await unregisterSite(this.#env, site)
    } catch (error) {
      logFault('site deletion', error, { site })
      postponeDeletion(this.#storage.sql, await clockOf(this.#env))
      return false
    }
    const done = [this.#storage.deleteAll(), this.#storage.deleteAlarm()]
    forget()
    await Promise.all(done)
    log('site', { site, to: 'deleted' })
    return true
  }
}

/** Every generation that this site has ever had a part in. */
const GENERATIONS = 'SELECT generation AS id FROM ledger UNION SELECT generation FROM claims'

function forgetGeneration(sql: SqlStorage, generation: string): void {
  for (const table of ['ledger', 'claims', 'idempotency', 'open_runs', 'hidden']) {
    sql.exec(`DELETE FROM ${table} WHERE generation = ?`, generation)
  }
}

function isDone(result: PromiseSettledResult<boolean> | undefined): boolean {
  return result?.status === 'fulfilled' && result.value
}
