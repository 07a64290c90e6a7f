-- Statements of root keys about lost envelopes, in the order in which they came. None is ever deleted.
CREATE TABLE statements (
    place INTEGER PRIMARY KEY,
    note TEXT NOT NULL UNIQUE
) STRICT;
