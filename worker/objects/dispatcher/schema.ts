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
  `
  -- Who waits, whose create is under way, and whose create got no clear answer; by when it was admitted. Whoever waited
  -- in the table before asks again within the minute.
  DROP TABLE waiting;
  DROP TABLE gate;
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
  `,
]
