/** The tables of the Dispatcher object. Times are milliseconds since 1970. */
import type { Migrations } from '../migrate.ts'

export const DISPATCHER_MIGRATIONS: Migrations = [
  `
  -- Who waits, in the order in which they came.
  CREATE TABLE waiting (
    place INTEGER PRIMARY KEY AUTOINCREMENT, generation TEXT NOT NULL, attempt INTEGER NOT NULL, asked_at INTEGER NOT NULL,
    UNIQUE (generation, attempt)
  );
  -- When the next create may be sent, and what the provider refused last; one row.
  CREATE TABLE gate (open_at INTEGER NOT NULL, refused TEXT);
  `,
  `
  -- How many seconds the last succeeded runs took, by resolution, seconds of output and seconds of clips.
  CREATE TABLE durations (id INTEGER PRIMARY KEY AUTOINCREMENT, size TEXT NOT NULL, seconds REAL NOT NULL);
  CREATE INDEX durations_by_size ON durations (size, id);
  `,
]
