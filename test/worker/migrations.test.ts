/** Migrations of an object's tables: a later version of the Worker reads what an earlier one wrote. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { hasTables, migrate } from '../../worker/objects/migrate.ts'

const FIRST = `
  CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT NOT NULL);
`
const SECOND = `
  ALTER TABLE notes ADD COLUMN length INTEGER NOT NULL DEFAULT 0;
  UPDATE notes SET length = length(text);
`
const THIRD = `
  CREATE TABLE authors (name TEXT PRIMARY KEY);
`

/** Runs `work` with the storage of an object that no other test uses. */
function inStorage<T>(name: string, work: (storage: DurableObjectStorage) => T): Promise<T> {
  return runInDurableObject(env.GENERATIONS.getByName(name), (_, { storage }) => work(storage))
}

const notes = ({ sql }: DurableObjectStorage) => sql.exec('SELECT * FROM notes').toArray()
const steps = ({ sql }: DurableObjectStorage) => sql.exec('SELECT step FROM migrations ORDER BY step').toArray()

describe('migrations', () => {
  it('bring rows of the first version to the newest form, and change nothing when they run again', async () => {
    await inStorage('migrations_old', (storage) => {
      migrate(storage, [FIRST])
      storage.sql.exec("INSERT INTO notes VALUES ('one', 'From before')")
      migrate(storage, [FIRST, SECOND, THIRD])
      expect(notes(storage)).toEqual([{ id: 'one', text: 'From before', length: 11 }])
      storage.sql.exec("UPDATE notes SET length = 12; INSERT INTO authors VALUES ('somebody')")
      migrate(storage, [FIRST, SECOND, THIRD])
      expect(notes(storage)).toEqual([{ id: 'one', text: 'From before', length: 12 }])
      expect(steps(storage)).toEqual([{ step: 0 }, { step: 1 }, { step: 2 }])
    })
  })

  it('run all steps in an object that is new', async () => {
    await inStorage('migrations_new', (storage) => {
      expect(hasTables(storage.sql)).toBe(false)
      migrate(storage, [FIRST, SECOND])
      expect(hasTables(storage.sql)).toBe(true)
      expect(notes(storage)).toEqual([])
      expect(steps(storage)).toEqual([{ step: 0 }, { step: 1 }])
    })
  })

  it('leave the tables as they were when a later step fails', async () => {
    await inStorage('migrations_failed', (storage) => {
      migrate(storage, [FIRST])
      storage.sql.exec("INSERT INTO notes VALUES ('one', 'From before')")
      expect(() => migrate(storage, [FIRST, SECOND, 'ALTER TABLE nowhere ADD COLUMN text TEXT'])).toThrow(/nowhere/)
      expect(notes(storage)).toEqual([{ id: 'one', text: 'From before' }])
      expect(steps(storage)).toEqual([{ step: 0 }])
    })
  })
})
