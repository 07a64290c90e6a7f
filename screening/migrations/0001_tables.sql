-- Everything that screening remembers. `IF NOT EXISTS`, because databases that are older than the migrations have these tables already.
-- Times are in seconds since 1970, days in days since 1970. A migration never changes once a release has it: write a new one.

-- Single numbers, by name: see `Counter`.
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

-- Every manifest that was ever accepted, as the signed note.
CREATE TABLE IF NOT EXISTS manifests (hash BLOB PRIMARY KEY, version INTEGER NOT NULL, seen_at INTEGER NOT NULL, note TEXT NOT NULL) STRICT;

-- Every key that a provider ever published: when it was first seen, and when it was first seen to be gone.
CREATE TABLE IF NOT EXISTS provider_keys (issuer TEXT NOT NULL, jwk TEXT NOT NULL, first_seen INTEGER NOT NULL, gone_at INTEGER,
    PRIMARY KEY (issuer, jwk)) STRICT, WITHOUT ROWID;

-- The log. `seen_after` is the last time at which the entry was certainly not in it.
CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, envelope BLOB NOT NULL, seen_at INTEGER NOT NULL, seen_after INTEGER NOT NULL)
    STRICT;

-- The one checkpoint that the last entries were taken from, as the signed note.
CREATE TABLE IF NOT EXISTS checkpoint (only INTEGER PRIMARY KEY CHECK (only = 1), note TEXT NOT NULL) STRICT;

CREATE TABLE IF NOT EXISTS envelopes (id BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT;

-- One row for each envelope, at its first entry. The last four columns are known once it is opened; the reference is erased when the
-- intake has the last status.
CREATE TABLE IF NOT EXISTS letters (id BLOB PRIMARY KEY, number INTEGER NOT NULL UNIQUE, state TEXT NOT NULL, reason TEXT,
    decided_at INTEGER, decided_by TEXT, visit_key BLOB, message_id BLOB, content BLOB, reference BLOB) STRICT;
CREATE INDEX IF NOT EXISTS letters_by_state ON letters (state);
CREATE INDEX IF NOT EXISTS letters_by_visit ON letters (visit_key, message_id);

-- Every visit with good evidence: who (a hash of issuer and subject), and when the token was issued.
CREATE TABLE IF NOT EXISTS visits (person BLOB NOT NULL, visit_key BLOB NOT NULL, issued INTEGER NOT NULL,
    PRIMARY KEY (person, visit_key)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS visits_by_key ON visits (visit_key);

-- Visitor codes: the hash of the proof half; the hash of the admission half until the intake has it; the day on which the code admits,
-- the name that the visiting desk wrote on it, and the visit that owns it.
CREATE TABLE IF NOT EXISTS visitor_codes (proof BLOB PRIMARY KEY, admission BLOB, day INTEGER NOT NULL, name TEXT NOT NULL,
    owner BLOB) STRICT, WITHOUT ROWID;

-- The newest status under each look-up id.
CREATE TABLE IF NOT EXISTS statuses (lookup BLOB PRIMARY KEY, letter BLOB NOT NULL, sequence INTEGER NOT NULL, state TEXT NOT NULL,
    bytes BLOB NOT NULL, sent INTEGER NOT NULL) STRICT;

-- Checkpoints that must not exist, with the one that was held then: two signed statements of the log that contradict each other.
CREATE TABLE IF NOT EXISTS alarms (seen_at INTEGER NOT NULL, kind TEXT NOT NULL, checkpoint TEXT NOT NULL, held TEXT,
    UNIQUE (kind, checkpoint)) STRICT;
