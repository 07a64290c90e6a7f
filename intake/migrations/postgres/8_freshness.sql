-- The newest statement of screening's that the manifest is the newest, and when it was made.
CREATE TABLE freshness (
    "only" BIGINT PRIMARY KEY CHECK ("only" = 1),
    at BIGINT NOT NULL,
    note TEXT NOT NULL
);
