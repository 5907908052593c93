/** The table of an Upload object: one row. Times are milliseconds since 1970. */
import type { Migrations } from '../migrate.ts'

export const UPLOAD_MIGRATIONS: Migrations = [
  `
  CREATE TABLE upload (
    id TEXT NOT NULL, site TEXT NOT NULL, subject TEXT NOT NULL,
    length INTEGER NOT NULL, metadata TEXT NOT NULL, filename TEXT, expected_sha256 TEXT,
    -- uploading, checking, ready, rejected
    status TEXT NOT NULL,
    -- Bytes that are durable: what tus acknowledges.
    offset INTEGER NOT NULL,
    -- Where the bytes are in R2 once they are ready.
    key TEXT, sha256 TEXT,
    kind TEXT, media_type TEXT, width INTEGER, height INTEGER, duration REAL,
    problem TEXT, created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
  );
  `,
]
