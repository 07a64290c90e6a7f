-- Encrypted statuses by look-up id. Without the sender's reference nobody can join one to an envelope. All are published anew at each fixed
-- time, which is in `published_at` (seconds since 1970). Those of before had another form: screening publishes them again.
DROP TABLE statuses;
CREATE TABLE statuses (
    lookup BLOB PRIMARY KEY CHECK (length(lookup) = 32),
    published_at INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
