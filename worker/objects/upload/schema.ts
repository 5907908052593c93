/** The tables of an Upload object. Times are milliseconds since 1970. */
import type { Migrations } from '../migrate.ts'

export const UPLOAD_MIGRATIONS: Migrations = [
  `
  -- One row.
  CREATE TABLE upload (
    id TEXT NOT NULL, site TEXT NOT NULL, subject TEXT NOT NULL,
    length INTEGER NOT NULL, metadata TEXT NOT NULL, filename TEXT, expected_sha256 TEXT,
    -- uploading, checking, ready, rejected
    status TEXT NOT NULL,
    -- Bytes that are durable: what tus acknowledges. Whole parts in R2, then the tail.
    offset INTEGER NOT NULL,
    -- R2's name for the multipart upload, once its first part is due.
    multipart TEXT,
    -- Where the bytes are in R2 once they are ready.
    key TEXT, sha256 TEXT,
    kind TEXT, media_type TEXT, width INTEGER, height INTEGER, duration REAL,
    problem TEXT, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
  );
  -- Parts that R2 has.
  CREATE TABLE parts (number INTEGER PRIMARY KEY, etag TEXT NOT NULL);
  -- What has come since the last whole part, in order.
  CREATE TABLE tail (place INTEGER PRIMARY KEY AUTOINCREMENT, bytes BLOB NOT NULL);
  `,
  `
  -- 1 while bytes of this upload's own may be in R2 that nobody needs: it was refused, or they were stored before.
  ALTER TABLE upload ADD COLUMN leftover INTEGER NOT NULL DEFAULT 0;
  `,
]
