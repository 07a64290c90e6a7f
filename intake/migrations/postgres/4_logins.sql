-- The logins that came back: SHA-256 of the state, which is random, and the minute (minutes since 1970) in which it was first. A row goes when the
-- login's cookie counts no more.
CREATE TABLE logins (
    hash BYTEA PRIMARY KEY CHECK (length(hash) = 32),
    minute BIGINT NOT NULL
);
CREATE INDEX logins_minute ON logins (minute);

-- How programs before recorded the version. Nothing leads back to them from here.
DROP TABLE IF EXISTS schema_version;
