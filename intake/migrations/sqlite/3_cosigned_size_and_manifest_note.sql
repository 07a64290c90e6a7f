-- What several intakes need to follow each other: the size that was cosigned, and the manifest that was served.
ALTER TABLE cosigned ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
ALTER TABLE manifest ADD COLUMN note TEXT NOT NULL DEFAULT '';
