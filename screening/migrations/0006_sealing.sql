-- By which manifest a letter was sealed, and to which key: a letter by a replaced manifest, or to a withdrawn key, is pointed out. Both stay NULL
-- for letters that were opened before there were these columns.
ALTER TABLE letters ADD COLUMN manifest_hash BLOB;
ALTER TABLE letters ADD COLUMN key_id BLOB;
