-- What root keys stated about lost envelopes, and what became of it: excused (the entry is not needed for "seen by screening"), void (the
-- envelope is here) or refused. Each entry is judged once.
CREATE TABLE stated (
    number INTEGER NOT NULL,
    envelope BLOB NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (number, envelope)
) STRICT;
-- The statements that the intake published. It must never take one back.
CREATE TABLE statements (note TEXT PRIMARY KEY) STRICT;
