-- The newest statement of screening's that the manifest is the newest, and when it was made.
CREATE TABLE freshness (
    "only" INTEGER PRIMARY KEY CHECK ("only" = 1),
    at INTEGER NOT NULL,
    note TEXT NOT NULL
) STRICT;
