/** The tables of the Dispatcher object. Times are milliseconds since 1970. */
import type { Migrations } from '../migrate.ts'

export const DISPATCHER_MIGRATIONS: Migrations = [
  `
  -- Who waits, whose create is under way, and whose create got no clear answer; by when it was admitted.
  CREATE TABLE entries (
    place INTEGER PRIMARY KEY AUTOINCREMENT, generation TEXT NOT NULL, attempt INTEGER NOT NULL,
    site TEXT NOT NULL, subject TEXT NOT NULL, since INTEGER NOT NULL, sends INTEGER NOT NULL,
    state TEXT NOT NULL, state_at INTEGER NOT NULL, asked_at INTEGER NOT NULL, called_at INTEGER,
    told INTEGER, unclear_at INTEGER,
    UNIQUE (generation, attempt)
  );
  -- When a site, or one subject of it, last had its turn.
  CREATE TABLE turns (key TEXT PRIMARY KEY, at INTEGER NOT NULL);
  -- Whether the operator has paused it, the provider's pace, and the circuit, as JSON; one row.
  CREATE TABLE provider (paused INTEGER NOT NULL, pace TEXT NOT NULL, circuit TEXT NOT NULL);

  -- How many seconds the last succeeded runs took, by resolution, seconds of output and seconds of clips.
  CREATE TABLE durations (id INTEGER PRIMARY KEY AUTOINCREMENT, size TEXT NOT NULL, seconds REAL NOT NULL);
  CREATE INDEX durations_by_size ON durations (size, id);
  `,
]
