-- Checkpoints that somebody has cosigned besides the log, each with its size, and when who did (seconds since 1970): screening, which holds
-- every envelope; screening, that the log continues; enough witnesses. Only those that say more than a larger one stay.
CREATE TABLE cosignatures (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL,
    seen INTEGER,
    consistent INTEGER,
    witnessed INTEGER
) STRICT;
-- The time stands in the note, and is read from it when the log is opened.
INSERT INTO cosignatures (size, note, seen) SELECT size, note, 0 FROM cosigned WHERE size > 0;
DROP TABLE cosigned;
