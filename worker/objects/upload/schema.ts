/** The tables of an Upload object. Times are milliseconds since 1970. */
import type { Migrations } from '../migrate.ts'

/** The steps that bring an Upload object's tables up to date, oldest first. */
export const UPLOAD_MIGRATIONS: Migrations = [
  `
  -- One row.
  CREATE TABLE upload (
    id TEXT NOT NULL, site TEXT NOT NULL, subject TEXT NOT NULL,
    length INTEGER NOT NULL, metadata TEXT NOT NULL, filename TEXT, expected_sha256 TEXT,
    -- uploading, checking, ready, rejected
    status TEXT NOT NULL,
    -- Durable bytes, which tus acknowledges: whole parts in R2, then the tail.
    offset INTEGER NOT NULL,
    -- R2's id of the multipart upload, from its first part on.
    multipart TEXT,
    -- The R2 key of the bytes, once the upload is ready.
    key TEXT, sha256 TEXT,
    kind TEXT, media_type TEXT, width INTEGER, height INTEGER, duration REAL,
    problem TEXT, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL,
    -- 1 while R2 may have bytes of this upload that no reference uses: it was rejected, or the bytes were stored before.
    leftover INTEGER NOT NULL DEFAULT 0
  );
  -- Parts that are in R2.
  CREATE TABLE parts (number INTEGER PRIMARY KEY, etag TEXT NOT NULL);
  -- Bytes received since the last whole part, in order.
  CREATE TABLE tail (place INTEGER PRIMARY KEY AUTOINCREMENT, bytes BLOB NOT NULL);
  `,
]
