-- The first letter in somebody's name is pointed out, and its person is told.

-- The earliest login of which a letter came, as long as the person is known. Who is known already is nobody new: 0.
ALTER TABLE people ADD COLUMN first_login INTEGER NOT NULL DEFAULT 0;

-- Whether, when it became known, no visit of the person's was known with an earlier login. Never of a visitor code.
ALTER TABLE visits ADD COLUMN is_first INTEGER NOT NULL DEFAULT 0;

-- Notices to people, by ids that mean nothing without the person key: see `NoticeState`. None is written twice, so they stay.
CREATE TABLE notices (id BLOB PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
