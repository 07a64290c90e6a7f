-- Who wrote in which visit was a plain hash of issuer and subject: whoever had the database could try every citizen number. From here on
-- it is keyed, with a key that is not in the database, and it goes after a term; `visits` knows a person by a number that says nothing.
--
-- Old hashes are not taken over: they are gone. Which of the old visits are one person's stays known, under numbers in no order.

-- Whoever wrote lately: HMAC-SHA256 over issuer and subject, or over a visitor code's hash, under the office's person key.
CREATE TABLE people (someone INTEGER PRIMARY KEY AUTOINCREMENT, person BLOB NOT NULL UNIQUE, last_login INTEGER NOT NULL) STRICT;
INSERT INTO people (person, last_login) SELECT person, 0 FROM visits GROUP BY person ORDER BY random();

-- Every visit with good evidence: whose, and when the token was issued.
CREATE TABLE visits_of_people (visit_key BLOB NOT NULL, someone INTEGER NOT NULL, issued INTEGER NOT NULL,
    PRIMARY KEY (visit_key, someone)) STRICT, WITHOUT ROWID;
INSERT INTO visits_of_people (visit_key, someone, issued) SELECT visit_key, someone, issued FROM visits JOIN people USING (person);
DROP TABLE visits;
DELETE FROM people;
ALTER TABLE visits_of_people RENAME TO visits;
CREATE INDEX visits_by_someone ON visits (someone);

-- When the letter says that it was sealed. NULL for letters that were opened before there was this column.
ALTER TABLE letters ADD COLUMN sealed_at INTEGER;

-- Entries that the intake gave, and that no checkpoint has proved yet: a long stretch of the log is taken in several looks.
-- In stretches: the number of the first, and the envelope ids one behind the other.
CREATE TABLE claimed (first INTEGER PRIMARY KEY, ids BLOB NOT NULL) STRICT;
