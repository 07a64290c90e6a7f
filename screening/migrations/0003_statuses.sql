-- All statuses are published anew at each fixed time, until a term: a letter's state and a running number no longer have to be remembered.
-- Those that were published before had another form.
DROP TABLE statuses;

-- The newest status under each look-up id, whose letter it is, and whether the intake has it.
CREATE TABLE statuses (lookup BLOB PRIMARY KEY, letter BLOB NOT NULL, bytes BLOB NOT NULL, sent INTEGER NOT NULL) STRICT;
CREATE INDEX statuses_by_letter ON statuses (letter);
