/**
 * The deletion of a site: its objects and bytes go a few at a time, however often that is interrupted. The tables name
 * what is left, so nothing can be lost from sight. From the first step on the site answers no call, so nothing new
 * begins.
 */

import { growingPauseMs, MINUTE_MS } from '../../contract/time.ts'
import { log, logFault } from '../../log.ts'
import { REDACTIONS_PREFIX } from '../../media/redaction/stored.ts'
import { type Clock, clockOf } from '../clock.ts'
import type { Who } from '../who.ts'
import type { AlarmJob } from './alarm-jobs.ts'
import { unregisterSite } from './directory.ts'

/** Generations and references in one pass: each costs a call to an object, and the platform limits these. Ours. */
const PASS_MAX = 50
/** Milliseconds between two passes while runs have to end first; doubled each time, up to the last. Ours. */
const FIRST_PAUSE_MS = 1_000
const LAST_PAUSE_MS = MINUTE_MS

export type DeletionLeft = { since: number; generations: number; references: number }

/** The calls of a pass to other objects; each answers true once nothing is left of its object. */
type Deleting = {
  generation(id: string): Promise<boolean>
  reference(id: string, who: Who): Promise<boolean>
}

/** Marks the site as being deleted; a second call changes nothing. */
export function beginDeletion(sql: SqlStorage, now: number): void {
  if (deletionSince(sql) === null) sql.exec('INSERT INTO deletion (since, due_at) VALUES (?1, ?1)', now)
}

/** When the deletion began (ms); null where the site isn't being deleted. */
export function deletionSince(sql: SqlStorage): number | null {
  return sql.exec<{ since: number }>('SELECT since FROM deletion').toArray()[0]?.since ?? null
}

/** When the next pass is due (ms); null where the site isn't being deleted. */
export function deletionDue(sql: SqlStorage): number | null {
  return sql.exec<{ due_at: number }>('SELECT due_at FROM deletion').toArray()[0]?.due_at ?? null
}

/** What is left to delete; null where the site isn't being deleted. */
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

/** Deletes some of what is left, and notes when to go on. A later pass retries what failed. */
export async function deletionPass(sql: SqlStorage, site: string, clock: Clock, deleting: Deleting): Promise<void> {
  const { after } = sql.exec<{ after: string }>('SELECT after FROM deletion').one()
  // Passes go round all ids, so that runs which don't end yet keep no others waiting.
  const generations = sql
    .exec<{ id: string }>(`SELECT id FROM (${GENERATIONS}) WHERE id > ? ORDER BY id LIMIT ?`, after, PASS_MAX)
    .toArray()
  const references = sql
    .exec<{ id: string; subject: string }>(
      `SELECT reference AS id, subject FROM uploads WHERE state != 'deleted' LIMIT ?`,
      PASS_MAX,
    )
    .toArray()
  // The next pass is scheduled before the calls: a crash costs one pause.
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

/** Moves the next pass into the future, further each time. */
function postponeDeletion(sql: SqlStorage, clock: Clock): void {
  const { pauses } = sql.exec<{ pauses: number }>('SELECT pauses FROM deletion').one()
  const pause = clock.delay(growingPauseMs(FIRST_PAUSE_MS, LAST_PAUSE_MS, pauses))
  sql.exec('UPDATE deletion SET due_at = ?, pauses = pauses + 1', clock.now() + pause)
}

/** Deletes the site's bytes and redactions that no object names any more. */
async function deleteStrays(bucket: R2Bucket, site: string): Promise<void> {
  for (const prefix of [`references/${site}/`, `${REDACTIONS_PREFIX}references/${site}/`]) {
    for (;;) {
      const { objects } = await bucket.list({ prefix, limit: 1000 })
      if (objects.length === 0) break
      await bucket.delete(objects.map(({ key }) => key))
    }
  }
}

/** The deletion of one site: its passes and its last step. */
export class Deletion {
  readonly #storage: DurableObjectStorage
  #ending: Promise<boolean> | null = null

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  /** The job that runs passes as long as the deletion lasts; `work` calls pass(). */
  job(work: AlarmJob['work']): AlarmJob {
    return { name: 'deletion', due: () => deletionDue(this.#storage.sql), work }
  }

  /** Has some generations and references delete themselves. */
  async pass(env: Env, site: string): Promise<void> {
    await deletionPass(this.#storage.sql, site, await clockOf(env), {
      generation: (generation) => env.GENERATIONS.getByName(generation).dropAll(true),
      reference: async (reference, who) => {
        await env.UPLOADS.getByName(reference).remove(who)
        return true
      },
    })
  }

  /**
   * Deletes the site's own tables once nothing else is left; false where something is. `forget` is called in the same
   * step, so that no call meets a record without tables.
   */
  end(env: Env, site: string, forget: () => void): Promise<boolean> {
    this.#ending ??= this.#end(env, site, forget).finally(() => {
      this.#ending = null
    })
    return this.#ending
  }

  async #end(env: Env, site: string, forget: () => void): Promise<boolean> {
    const left = deletionLeft(this.#storage.sql)
    if (!left || left.generations + left.references > 0) return false
    try {
      await deleteStrays(env.BUCKET, site)
      await unregisterSite(env, site)
    } catch (error) {
      logFault('site deletion', error, { site })
      postponeDeletion(this.#storage.sql, await clockOf(env))
      return false
    }
    const done = [this.#storage.deleteAll(), this.#storage.deleteAlarm()]
    forget()
    await Promise.all(done)
    log('site', { site, to: 'deleted' })
    return true
  }
}

/** The ids of all generations that this site ever had a part in. */
const GENERATIONS = 'SELECT generation AS id FROM ledger UNION SELECT generation FROM claims'

function forgetGeneration(sql: SqlStorage, generation: string): void {
  for (const table of ['ledger', 'claims', 'idempotency', 'open_runs', 'hidden']) {
    sql.exec(`DELETE FROM ${table} WHERE generation = ?`, generation)
  }
}

function isDone(result: PromiseSettledResult<boolean> | undefined): boolean {
  return result?.status === 'fulfilled' && result.value
}
