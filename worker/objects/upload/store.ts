/** Reads and writes the tables of an Upload object: its row, its parts and its tail. */
import type { MediaType } from '../../contract/magic-bytes.ts'
import type { Reference } from '../../contract/reference.ts'
import { hasTables, migrate } from '../migrate.ts'
import { UPLOAD_MIGRATIONS } from './schema.ts'

/** The one row of the table `upload`; `schema.ts` explains the columns. */
export type Row = {
  id: string
  site: string
  subject: string
  length: number
  metadata: string
  filename: string | null
  expected_sha256: string | null
  status: Reference['status']
  offset: number
  multipart: string | null
  key: string | null
  sha256: string | null
  kind: 'image' | 'video' | null
  media_type: MediaType | null
  width: number | null
  height: number | null
  duration: number | null
  problem: string | null
  leftover: number
  created_at: number
  expires_at: number
}

/** The tables of one upload. They are created by `begin`, so that a guessed id costs nothing. */
export class UploadStore {
  readonly #storage: DurableObjectStorage
  #migrated = false

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  /** Inserts the row. Called once. */
  begin(row: Partial<Row>): void {
    migrate(this.#storage, UPLOAD_MIGRATIONS)
    const names = Object.keys(row)
    const marks = names.map(() => '?').join(', ')
    this.#exec(
      `INSERT INTO upload (${names.join(', ')}) VALUES (${marks})`,
      ...(Object.values(row) as SqlStorageValue[]),
    )
  }

  /** The row; null where no upload was begun. */
  row(): Row | null {
    if (!hasTables(this.#storage.sql)) return null
    if (!this.#migrated) migrate(this.#storage, UPLOAD_MIGRATIONS)
    this.#migrated = true
    return this.#exec<Row>('SELECT * FROM upload')[0] ?? null
  }

  update(fields: Partial<Row>): void {
    const names = Object.keys(fields)
    const values = Object.values(fields) as SqlStorageValue[]
    this.#exec(`UPDATE upload SET ${names.map((name) => `${name} = ?`).join(', ')}`, ...values)
  }

  parts(): R2UploadedPart[] {
    return this.#exec<{ partNumber: number; etag: string }>(
      'SELECT number AS partNumber, etag FROM parts ORDER BY number',
    )
  }

  /** Records a part that is in R2 and ends at `offset` of the file. It contains the tail, which is deleted. */
  addPart({ partNumber, etag }: R2UploadedPart, offset: number): void {
    this.#storage.transactionSync(() => {
      this.#exec('INSERT OR REPLACE INTO parts (number, etag) VALUES (?, ?)', partNumber, etag)
      this.#exec('DELETE FROM tail')
      this.update({ offset })
    })
  }

  tailBytes(): number {
    return this.#exec<{ bytes: number }>('SELECT coalesce(sum(length(bytes)), 0) AS bytes FROM tail')[0]?.bytes ?? 0
  }

  /** The tail's rows in order, one in memory at a time. */
  *tail(): Generator<Uint8Array> {
    for (const { place } of this.#exec<{ place: number }>('SELECT place FROM tail ORDER BY place')) {
      const [piece] = this.#exec<{ bytes: ArrayBuffer }>('SELECT bytes FROM tail WHERE place = ?', place)
      if (piece) yield new Uint8Array(piece.bytes)
    }
  }

  /** Appends bytes to the tail and moves the offset past them. */
  addTail(bytes: ArrayBuffer): void {
    this.#storage.transactionSync(() => {
      this.#exec('INSERT INTO tail (bytes) VALUES (?)', bytes)
      this.#exec('UPDATE upload SET offset = offset + ?', bytes.byteLength)
    })
  }

  #exec<T extends object>(query: string, ...values: SqlStorageValue[]): T[] {
    return this.#storage.sql.exec<Record<string, SqlStorageValue>>(query, ...values).toArray() as T[]
  }
}
