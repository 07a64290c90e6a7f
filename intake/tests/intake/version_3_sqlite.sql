-- A database of version 3, as the intake made it in SQLite before there were migrations.

-- Every checkpoint that was ever signed, as a note: the same receipt can be given again, byte for byte.
CREATE TABLE checkpoints (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;

-- The log's entries, in order. `checkpoint` is the size of the checkpoint in the entry's first receipt.
CREATE TABLE entries (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    checkpoint INTEGER NOT NULL REFERENCES checkpoints (size)
) STRICT;

-- The sealed bytes, apart from the entries so that reading the log does not read them.
CREATE TABLE envelopes (
    number INTEGER PRIMARY KEY REFERENCES entries (number),
    bytes BLOB NOT NULL
) STRICT;

-- The newest checkpoint with screening's cosignature, and its size.
CREATE TABLE cosigned (
    "only" INTEGER PRIMARY KEY CHECK ("only" = 1),
    note TEXT NOT NULL,
    size INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Rights to upload one envelope each: SHA-256 of the grant, and the last day (days since 1970) on which it counts.
CREATE TABLE grants (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    last_day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Encrypted statuses by look-up id, which nobody can join to an envelope without the sender's reference.
CREATE TABLE statuses (
    lookup BLOB PRIMARY KEY CHECK (length(lookup) = 32),
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Whom to admit with a visitor code: the slow hash of its admission half, the day (days since 1970), and once it was used SHA-256 of the
-- nonce of the visit that used it.
CREATE TABLE admissions (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    day INTEGER NOT NULL,
    owner BLOB CHECK (length(owner) = 32)
) STRICT, WITHOUT ROWID;

-- How many letters' rights a person got on a day. A person is a pseudonym that nobody can come to without the day's salt, which is
-- gone when the day is.
CREATE TABLE volume (
    person BLOB PRIMARY KEY CHECK (length(person) = 32),
    day INTEGER NOT NULL,
    letters INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE day_salts (
    day INTEGER PRIMARY KEY,
    salt BLOB NOT NULL CHECK (length(salt) = 32)
) STRICT;

-- The highest manifest version that was ever served, with the manifest itself for the other intakes.
CREATE TABLE manifest (
    "only" INTEGER PRIMARY KEY CHECK ("only" = 1),
    version INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT ''
) STRICT;

PRAGMA user_version = 3;
