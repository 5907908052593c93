/** The tables of a Generation object. Times are milliseconds since 1970, money is millionths of a dollar. */
import type { Migrations } from '../migrate.ts'

export const GENERATION_MIGRATIONS: Migrations = [
  `
  -- The request, one row: its plan never changes. The site stays known when the plan is forgotten.
  CREATE TABLE request (
    id TEXT NOT NULL, site TEXT NOT NULL, plan TEXT NOT NULL, estimated INTEGER NOT NULL, created_at INTEGER NOT NULL
  );

  -- One row for each time that the request is run.
  CREATE TABLE attempts (
    number INTEGER PRIMARY KEY, state TEXT NOT NULL, subject TEXT NOT NULL, created_at INTEGER NOT NULL,
    -- Limits of the session that asked, tighter than its site's: an admission that was cut off keeps to them.
    limits TEXT,
    -- Made for this attempt alone, and stored before they are used.
    capability TEXT NOT NULL, image_urls TEXT, video_urls TEXT,
    -- Copies of the references in the provider's own files, by digest, each with the time of its making.
    files TEXT,
    -- The R2 key of each reference's bytes, by digest: a later attempt may find them elsewhere.
    r2_keys TEXT,
    -- The create: when it was sent, and when a complete listing first showed nothing of it.
    sent_at INTEGER, missing_since INTEGER,
    -- How often it was sent, and whether the provider has surely taken it though its answer couldn't be read.
    sends INTEGER NOT NULL DEFAULT 0, taken INTEGER NOT NULL DEFAULT 0,
    -- A prediction that a webhook named, to be looked at while the create is unclear.
    candidate TEXT,
    prediction TEXT, polls INTEGER NOT NULL DEFAULT 0,
    -- When the provider was first asked to stop the run.
    stop_sent_at INTEGER,
    queue_position INTEGER, queue_eta_seconds INTEGER, progress REAL,
    -- Seconds that such runs took before, as known when this one began.
    expected_seconds REAL,
    started_at INTEGER, completed_at INTEGER,
    output_url TEXT, output_at INTEGER, copies INTEGER NOT NULL DEFAULT 0,
    -- How long the last delivery was that came without its length and couldn't be read, and how many in a row were so long.
    unreadable_bytes INTEGER, unreadable_tries INTEGER NOT NULL DEFAULT 0,
    video_id TEXT NOT NULL, video TEXT, error TEXT,
    charged INTEGER, closed INTEGER NOT NULL DEFAULT 0, expires_at INTEGER,
    -- Forgetting: null, then 'due' (the rows are wiped, the video's file may be left), then 'done'.
    forgotten TEXT
  );

  -- Who asked for it: kept apart from the request.
  CREATE TABLE claims (
    subject TEXT PRIMARY KEY, image_ids TEXT NOT NULL, video_ids TEXT NOT NULL, metadata TEXT NOT NULL,
    consent INTEGER NOT NULL, at INTEGER NOT NULL, attempt INTEGER NOT NULL, canceled_attempt INTEGER,
    -- 1 when the generation has expired: the row then says only that this subject had asked for it.
    gone INTEGER NOT NULL DEFAULT 0
  );

  -- Which attempt each caller's idempotency key stands for, and with which request it came; written with the attempt, so
  -- that no crash parts them.
  CREATE TABLE idempotency (
    subject TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL, attempt INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (subject, key)
  );

  -- What the operator has made of an attempt's video: one row at most.
  CREATE TABLE publication (attempt INTEGER NOT NULL, visibility TEXT NOT NULL, metadata TEXT);

  -- Every change, numbered: what a watcher who was away is told in order.
  CREATE TABLE events (sequence INTEGER PRIMARY KEY AUTOINCREMENT, attempt INTEGER NOT NULL, at INTEGER NOT NULL, facts TEXT NOT NULL);
  `,
]
