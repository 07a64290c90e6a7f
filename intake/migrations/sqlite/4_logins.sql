-- The logins that came back: SHA-256 of the state, which is random, and the minute (minutes since 1970) in which it was first. A row goes when the
-- login's cookie counts no more.
CREATE TABLE logins (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    minute INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX logins_minute ON logins (minute);

-- How programs before recorded the version. Nothing leads back to them from here.
PRAGMA user_version = 0;
