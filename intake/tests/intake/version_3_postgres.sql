-- A database of version 3, as the intake made it in PostgreSQL before there were migrations.

-- Every checkpoint that was ever signed, as a note: the same receipt can be given again, byte for byte.
CREATE TABLE checkpoints (
    size BIGINT PRIMARY KEY,
    note TEXT NOT NULL
);

-- The log's entries, in order. `checkpoint` is the size of the checkpoint in the entry's first receipt.
CREATE TABLE entries (
    number BIGINT PRIMARY KEY,
    id BYTEA NOT NULL UNIQUE CHECK (length(id) = 32),
    checkpoint BIGINT NOT NULL REFERENCES checkpoints (size)
);

-- The sealed bytes, apart from the entries so that reading the log does not read them.
CREATE TABLE envelopes (
    number BIGINT PRIMARY KEY REFERENCES entries (number),
    bytes BYTEA NOT NULL
);

-- The newest checkpoint with screening's cosignature, and its size.
CREATE TABLE cosigned (
    "only" BIGINT PRIMARY KEY CHECK ("only" = 1),
    note TEXT NOT NULL,
    size BIGINT NOT NULL DEFAULT 0
);

-- Rights to upload one envelope each: SHA-256 of the grant, and the last day (days since 1970) on which it counts.
CREATE TABLE grants (
    hash BYTEA PRIMARY KEY CHECK (length(hash) = 32),
    last_day BIGINT NOT NULL
);

-- Encrypted statuses by look-up id, which nobody can join to an envelope without the sender's reference.
CREATE TABLE statuses (
    lookup BYTEA PRIMARY KEY CHECK (length(lookup) = 32),
    bytes BYTEA NOT NULL
);

-- Whom to admit with a visitor code: the slow hash of its admission half, the day (days since 1970), and once it was used SHA-256 of the
-- nonce of the visit that used it.
CREATE TABLE admissions (
    hash BYTEA PRIMARY KEY CHECK (length(hash) = 32),
    day BIGINT NOT NULL,
    owner BYTEA CHECK (length(owner) = 32)
);

-- How many letters' rights a person got on a day. A person is a pseudonym that nobody can come to without the day's salt, which is
-- gone when the day is.
CREATE TABLE volume (
    person BYTEA PRIMARY KEY CHECK (length(person) = 32),
    day BIGINT NOT NULL,
    letters BIGINT NOT NULL
);
CREATE TABLE day_salts (
    day BIGINT PRIMARY KEY,
    salt BYTEA NOT NULL CHECK (length(salt) = 32)
);

-- The highest manifest version that was ever served, with the manifest itself for the other intakes.
CREATE TABLE manifest (
    "only" BIGINT PRIMARY KEY CHECK ("only" = 1),
    version BIGINT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
);

CREATE TABLE schema_version (version BIGINT NOT NULL); INSERT INTO schema_version VALUES (3);
