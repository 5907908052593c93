/** The tables of a Site object. Times are milliseconds since 1970, money is millionths of a dollar. */
import type { Migrations } from '../migrate.ts'

export const SITE_MIGRATIONS: Migrations = [
  `
  -- The operator's record, one row.
  CREATE TABLE site (record TEXT NOT NULL);

  -- What each attempt at a generation did to the budget: reserve (+), settle (difference), release (−).
  -- window_at is the time of the reservation in every row, so that a sum over a window stays right.
  CREATE TABLE ledger (
    generation TEXT NOT NULL, attempt INTEGER NOT NULL, kind TEXT NOT NULL,
    subject TEXT NOT NULL, micros INTEGER NOT NULL, at INTEGER NOT NULL, window_at INTEGER NOT NULL,
    -- What an entry that ends a reservation was for: the provider's name of the run, as its invoice knows it, and the
    -- seconds of video that were kept.
    prediction TEXT, seconds REAL,
    PRIMARY KEY (generation, attempt, kind)
  );
  CREATE INDEX ledger_window ON ledger (window_at);
  CREATE INDEX ledger_subject ON ledger (subject, window_at);
  CREATE INDEX ledger_newest ON ledger (at) WHERE kind = 'reserve';

  -- Who asked for which generation, for lists.
  CREATE TABLE claims (
    subject TEXT NOT NULL, generation TEXT NOT NULL, at INTEGER NOT NULL,
    -- 1 where the generation's time is over: off the lists, and still found when its subject is erased.
    gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (subject, generation)
  );
  CREATE INDEX claims_newest ON claims (subject, at);
  CREATE INDEX claims_by_generation ON claims (generation);

  -- Which subject's idempotency key stands for which request.
  CREATE TABLE idempotency (
    subject TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, generation TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (subject, key)
  );

  -- Whose references exist, for lists and for the limits of storage.
  -- state: reserved (on its way), ready, deleted (kept until its day is over, because its bytes were uploaded).
  CREATE TABLE uploads (
    reference TEXT PRIMARY KEY, subject TEXT NOT NULL, at INTEGER NOT NULL, length INTEGER NOT NULL,
    state TEXT NOT NULL, sha256 TEXT
  );
  CREATE INDEX uploads_newest ON uploads (subject, at);
  CREATE INDEX uploads_by_digest ON uploads (subject, sha256);

  -- Bytes of this site in R2, once by digest, and who needs them: references and running generations.
  CREATE TABLE bytes (sha256 TEXT PRIMARY KEY, key TEXT NOT NULL, size INTEGER NOT NULL);
  CREATE TABLE holders (
    sha256 TEXT NOT NULL, holder TEXT NOT NULL,
    PRIMARY KEY (sha256, holder)
  );
  CREATE INDEX holders_by_name ON holders (holder);

  -- Secret keys of the site's own server: the SHA-256 of each, never the key.
  CREATE TABLE keys (id TEXT PRIMARY KEY, digest BLOB NOT NULL, created_at INTEGER NOT NULL, used_at INTEGER);

  -- R2 keys that nobody needs any more, until R2 has deleted them.
  CREATE TABLE garbage (key TEXT PRIMARY KEY, due_at INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0);
  CREATE INDEX garbage_due ON garbage (due_at);

  -- Reservations that are neither settled nor released, and when their generation is asked after them.
  CREATE TABLE open_runs (
    generation TEXT NOT NULL, attempt INTEGER NOT NULL, due_at INTEGER NOT NULL,
    PRIMARY KEY (generation, attempt)
  );
  CREATE INDEX open_runs_due ON open_runs (due_at);

  -- How many sessions each address got in an hour of the clock; addresses are hashed, anew for each hour.
  CREATE TABLE issued_sessions (
    hour INTEGER NOT NULL, address TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (hour, address)
  );

  -- Requests that were answered with a run that was there already, by day (since 1970), and what they would have cost.
  CREATE TABLE replays (day INTEGER PRIMARY KEY, requests INTEGER NOT NULL, micros INTEGER NOT NULL);

  -- Videos that are private, whatever the site's playback is.
  CREATE TABLE hidden (video TEXT PRIMARY KEY, generation TEXT NOT NULL);

  -- One row while the site is being deleted: where the last pass came to, and when the next one is due.
  CREATE TABLE deletion (
    since INTEGER NOT NULL, due_at INTEGER NOT NULL, after TEXT NOT NULL DEFAULT '', pauses INTEGER NOT NULL DEFAULT 0
  );
  `,
]
