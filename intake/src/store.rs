//! Everything that the intake keeps: one SQLite database in one data directory. Schema and queries, and nothing else.
//!
//! What is *not* here: no times, no addresses, no names, nothing that joins two envelopes of one visit. Grants are hashes in the
//! order of the hashes, with the day on which they lapse; a spent one is overwritten with zeroes (`secure_delete`). What remains is
//! that SQLite's write-ahead log holds the latest transactions in their order until it is emptied, which happens every hour.

use std::{
    collections::HashMap,
    fs::{self, DirBuilder, File, TryLockError},
    io,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use lakzegel_crypto::{EnvelopeId, LookupId};
use sqlx::{
    ConnectOptions as _, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// The version of [`SCHEMA`], kept in SQLite's `user_version`.
const SCHEMA_VERSION: i64 = 2;

const SCHEMA: &str = "
-- The log's entries, in order. `checkpoint` is the size of the checkpoint in the entry's first receipt.
CREATE TABLE entries (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    checkpoint INTEGER NOT NULL REFERENCES checkpoints (size)
) STRICT;

-- The sealed bytes, apart from the entries so that reading the log does not read them.
CREATE TABLE envelopes (
    number INTEGER PRIMARY KEY REFERENCES entries (number),
    bytes BLOB NOT NULL
) STRICT;

-- Every checkpoint that was ever signed, as a note: the same receipt can be given again, byte for byte.
CREATE TABLE checkpoints (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;

-- The newest checkpoint with screening's cosignature.
CREATE TABLE cosigned (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    note TEXT NOT NULL
) STRICT;

-- Rights to upload one envelope each: SHA-256 of the grant, and the last day (days since 1970) on which it counts.
CREATE TABLE grants (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    last_day INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Encrypted statuses by look-up id, which nobody can join to an envelope without the sender's reference.
CREATE TABLE statuses (
    lookup BLOB PRIMARY KEY CHECK (length(lookup) = 32),
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Whom to admit with a visitor code: the slow hash of its admission half, the day (days since 1970), and once it was used SHA-256 of the
-- nonce of the visit that used it.
CREATE TABLE admissions (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    day INTEGER NOT NULL,
    owner BLOB CHECK (length(owner) = 32)
) STRICT, WITHOUT ROWID;

-- How many letters' rights a person got on a day. A person is a pseudonym that nobody can come to without the day's salt, which is
-- gone when the day is.
CREATE TABLE volume (
    person BLOB PRIMARY KEY CHECK (length(person) = 32),
    day INTEGER NOT NULL,
    letters INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE day_salts (
    day INTEGER PRIMARY KEY,
    salt BLOB NOT NULL CHECK (length(salt) = 32)
) STRICT;

-- The highest manifest version that was ever served.
CREATE TABLE manifest (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL
) STRICT;
";

/// SHA-256 of a grant.
pub type GrantHash = [u8; 32];

/// Why the database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data directory cannot be made or locked.
    #[error("the data directory {0} cannot be used: {1}")]
    Directory(PathBuf, io::Error),
    /// Another intake works in the same data directory.
    #[error("another intake is using the data directory {0}; stop it first")]
    InUse(PathBuf),
    /// The database was made by a version of this program with another schema.
    #[error("the database has schema version {0}, and this program knows version {SCHEMA_VERSION} only")]
    Schema(i64),
    /// The entries' numbers are not 0, 1, 2 and so on.
    #[error("the database is damaged: entry {0} of the log is missing")]
    Gap(u64),
    /// A value in the database is not what this program writes.
    #[error("the database is damaged: a value in it is not one that this program writes")]
    Damaged,
    /// SQLite refused.
    #[error("the database does not work: {0}")]
    Database(#[from] sqlx::Error),
}

/// What came of showing a visitor code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admitted {
    /// Admitted, and the grants are stored.
    Now,
    /// This visit was admitted before.
    Again,
    /// Another visit was.
    Other,
    /// There is no such code for the day.
    Unknown,
}

/// An envelope that waits to be stored.
pub struct Sealed {
    /// SHA-256 of `bytes`.
    pub id: EnvelopeId,
    /// The envelope, whose form has been checked.
    pub bytes: Vec<u8>,
    /// What entitles it to be stored; none is needed for one that is stored already.
    pub grant: Option<GrantHash>,
}

/// Where an envelope stands in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 0.
    pub number: u64,
    /// The size of the checkpoint in its first receipt.
    pub checkpoint: u64,
}

/// What became of an envelope in [`Store::append`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Stored now. An envelope that comes twice in one batch is stored once, and both are told so.
    Stored(Entry),
    /// Stored before.
    Known(Entry),
    /// Its grant does not exist, or no longer.
    NoGrant,
}

/// The database. One connection writes, so that transactions never wait for each other inside SQLite; a few others read.
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
    /// Held for as long as the database is: one intake for one data directory.
    _lock: File,
}

impl Store {
    /// Opens the database in `directory`, and makes both if they are missing.
    pub async fn open(directory: &Path) -> Result<Self, StoreError> {
        let lock = lock(directory)?;
        let file = directory.join("intake.sqlite");
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true)
            // An envelope takes three such pages. Of the usual size it would take eleven, and as many writes.
            .page_size(16_384)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            .pragma("secure_delete", "ON")
            // In pages: the write-ahead log is emptied into the database when it is 32 MB long.
            .pragma("wal_autocheckpoint", "2000")
            .disable_statement_logging();
        let pool = || SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None).test_before_acquire(false);
        let writer = pool().max_connections(1).connect_with(options.clone()).await?;
        match sqlx::query_scalar("PRAGMA user_version").fetch_one(&writer).await? {
            0 => {
                let mut transaction = writer.begin().await?;
                sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await?;
                sqlx::raw_sql("PRAGMA user_version = 2").execute(&mut *transaction).await?;
                transaction.commit().await?;
            }
            SCHEMA_VERSION => {}
            other => return Err(StoreError::Schema(other)),
        }
        let readers = pool().max_connections(4).connect_with(options.read_only(true)).await?;
        Ok(Self { writer, readers, _lock: lock })
    }

    /// Waits for running transactions and empties the write-ahead log.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// All entries of the log, in order.
    pub async fn entries(&self) -> Result<Vec<EnvelopeId>, StoreError> {
        let rows: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT number, id FROM entries ORDER BY number").fetch_all(&self.readers).await?;
        let entry = |(expected, (number, id)): (u64, (i64, Vec<u8>))| {
            if number.cast_unsigned() == expected { envelope_id(id) } else { Err(StoreError::Gap(expected)) }
        };
        (0..).zip(rows).map(entry).collect()
    }

    /// The entries from number `first`, at most `count`.
    pub async fn some_entries(&self, first: u64, count: usize) -> Result<Vec<EnvelopeId>, StoreError> {
        let ids: Vec<Vec<u8>> = sqlx::query_scalar("SELECT id FROM entries WHERE number >= ? ORDER BY number LIMIT ?")
            .bind(first.cast_signed())
            .bind(count as i64)
            .fetch_all(&self.readers)
            .await?;
        ids.into_iter().map(envelope_id).collect()
    }

    /// Where an envelope stands, if it is stored.
    pub async fn find(&self, id: &EnvelopeId) -> Result<Option<Entry>, StoreError> {
        let row = sqlx::query_as(FIND).bind(id.as_bytes().as_slice()).fetch_optional(&self.readers).await?;
        Ok(row.map(entry))
    }

    /// An envelope's bytes.
    pub async fn envelope(&self, id: &EnvelopeId) -> Result<Option<Vec<u8>>, StoreError> {
        let query = "SELECT bytes FROM envelopes JOIN entries USING (number) WHERE id = ?";
        Ok(sqlx::query_scalar(query).bind(id.as_bytes().as_slice()).fetch_optional(&self.readers).await?)
    }

    /// The note of the checkpoint that was signed at this size.
    pub async fn checkpoint(&self, size: u64) -> Result<Option<String>, StoreError> {
        let query = sqlx::query_scalar("SELECT note FROM checkpoints WHERE size = ?").bind(size.cast_signed());
        Ok(query.fetch_optional(&self.readers).await?)
    }

    /// The newest checkpoint that was signed.
    pub async fn last_checkpoint(&self) -> Result<Option<String>, StoreError> {
        let query = sqlx::query_scalar("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1");
        Ok(query.fetch_optional(&self.readers).await?)
    }

    /// Keeps the checkpoint of an empty log.
    pub async fn put_first_checkpoint(&self, note: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO checkpoints VALUES (0, ?)").bind(note).execute(&self.writer).await?;
        Ok(())
    }

    /// The newest checkpoint with a cosignature.
    pub async fn cosigned(&self) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT note FROM cosigned").fetch_optional(&self.readers).await?)
    }

    /// Keeps a cosigned checkpoint instead of the one before.
    pub async fn put_cosigned(&self, note: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT OR REPLACE INTO cosigned VALUES (1, ?)").bind(note).execute(&self.writer).await?;
        Ok(())
    }

    /// Whether a grant counts on this day. Only [`Store::append`] decides; this saves reading bodies that have none.
    pub async fn has_grant(&self, hash: &GrantHash, today: u64) -> Result<bool, StoreError> {
        let query = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM grants WHERE hash = ? AND last_day >= ?)")
            .bind(hash.as_slice())
            .bind(today.cast_signed());
        Ok(query.fetch_one(&self.readers).await?)
    }

    /// Gives grants that count until the end of `last_day`.
    pub async fn add_grants(&self, hashes: &[GrantHash], last_day: u64) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        insert_grants(&mut transaction, hashes, last_day).await?;
        Ok(transaction.commit().await?)
    }

    /// Gives as many of these grants as are left of a person's limit for the day, and counts them. Gives their number.
    pub async fn add_grants_within(
        &self,
        person: &[u8; 32],
        day: u64,
        limit: u32,
        hashes: &[GrantHash],
        last_day: u64,
    ) -> Result<usize, StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let query = sqlx::query_scalar("SELECT letters FROM volume WHERE person = ? AND day = ?");
        let query = query.bind(person.as_slice()).bind(day.cast_signed());
        let before: i64 = query.fetch_optional(&mut *transaction).await?.unwrap_or(0);
        let left = usize::try_from(i64::from(limit) - before).unwrap_or(0);
        let given = left.min(hashes.len());
        let insert =
            sqlx::query("INSERT INTO volume VALUES (?, ?, ?) ON CONFLICT (person) DO UPDATE SET letters = excluded.letters");
        let insert = insert.bind(person.as_slice()).bind(day.cast_signed()).bind(before + given as i64);
        insert.execute(&mut *transaction).await?;
        insert_grants(&mut transaction, &hashes[..given], last_day).await?;
        transaction.commit().await?;
        Ok(given)
    }

    /// The day's salt: `fresh`, if there was none.
    pub async fn day_salt(&self, day: u64, fresh: &[u8; 32]) -> Result<[u8; 32], StoreError> {
        let insert = sqlx::query("INSERT INTO day_salts VALUES (?, ?) ON CONFLICT DO NOTHING");
        insert.bind(day.cast_signed()).bind(fresh.as_slice()).execute(&self.writer).await?;
        let query = sqlx::query_scalar("SELECT salt FROM day_salts WHERE day = ?").bind(day.cast_signed());
        let salt: Vec<u8> = query.fetch_one(&self.writer).await?;
        salt.try_into().map_err(|_| StoreError::Damaged)
    }

    /// Keeps whom to admit on a day. What is there already stays as it is.
    pub async fn put_admissions(&self, day: u64, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        for hash in hashes {
            let insert = sqlx::query("INSERT INTO admissions (hash, day) VALUES (?, ?) ON CONFLICT DO NOTHING");
            insert.bind(hash.as_slice()).bind(day.cast_signed()).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Uses a visitor code for a visit, and gives the visit its grants, in one transaction.
    pub async fn admit(
        &self,
        admission: &[u8; 32],
        day: u64,
        owner: &[u8; 32],
        grants: &[GrantHash],
        last_day: u64,
    ) -> Result<Admitted, StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let query = sqlx::query_scalar("SELECT owner FROM admissions WHERE hash = ? AND day = ?");
        let query = query.bind(admission.as_slice()).bind(day.cast_signed());
        let found: Option<Option<Vec<u8>>> = query.fetch_optional(&mut *transaction).await?;
        match found {
            None => return Ok(Admitted::Unknown),
            Some(Some(known)) => return Ok(if known == owner { Admitted::Again } else { Admitted::Other }),
            Some(None) => {}
        }
        let update = sqlx::query("UPDATE admissions SET owner = ? WHERE hash = ?").bind(owner.as_slice());
        update.bind(admission.as_slice()).execute(&mut *transaction).await?;
        insert_grants(&mut transaction, grants, last_day).await?;
        transaction.commit().await?;
        Ok(Admitted::Now)
    }

    /// Forgets the grants, visitor codes and counts whose day was before `today`, and what the write-ahead log tells about the past hour.
    pub async fn tidy(&self, today: u64) -> Result<(), StoreError> {
        for delete in [
            "DELETE FROM grants WHERE last_day < ?",
            "DELETE FROM admissions WHERE day < ?",
            "DELETE FROM volume WHERE day < ?",
            "DELETE FROM day_salts WHERE day < ?",
        ] {
            sqlx::query(delete).bind(today.cast_signed()).execute(&self.writer).await?;
        }
        sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.writer).await?;
        Ok(())
    }

    /// The status that is published under a look-up id.
    pub async fn status(&self, lookup: &LookupId) -> Result<Option<Vec<u8>>, StoreError> {
        let query = sqlx::query_scalar("SELECT bytes FROM statuses WHERE lookup = ?").bind(lookup.as_bytes().as_slice());
        Ok(query.fetch_optional(&self.readers).await?)
    }

    /// Publishes a status, instead of the one before if there was one.
    pub async fn put_status(&self, lookup: &LookupId, bytes: &[u8]) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT OR REPLACE INTO statuses VALUES (?, ?)").bind(lookup.as_bytes().as_slice());
        query.bind(bytes).execute(&self.writer).await?;
        Ok(())
    }

    /// The highest manifest version that was served; 0 if none was.
    pub async fn manifest_seen(&self) -> Result<u64, StoreError> {
        let version: Option<i64> = sqlx::query_scalar("SELECT version FROM manifest").fetch_optional(&self.readers).await?;
        Ok(version.unwrap_or(0).cast_unsigned())
    }

    /// Keeps the version of a manifest that is served from now on.
    pub async fn put_manifest_seen(&self, version: u64) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT OR REPLACE INTO manifest VALUES (1, ?)").bind(version.cast_signed());
        query.execute(&self.writer).await?;
        Ok(())
    }

    /// Whether the database answers.
    pub async fn check(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT size FROM checkpoints LIMIT 1").execute(&self.readers).await?;
        Ok(())
    }

    /// Stores a batch in one durable transaction: grants spent, envelopes and entries stored, the new checkpoint signed and stored.
    ///
    /// The log has `size` entries before. `sign` gets the ids that are added and gives the new checkpoint's note; it is not called
    /// when there are none. When this returns `Ok`, all is on stable storage; when it returns `Err`, nothing is.
    pub async fn append(
        &self,
        size: u64,
        batch: &[Sealed],
        today: u64,
        sign: impl FnOnce(&[EnvelopeId]) -> String,
    ) -> Result<Vec<Fate>, StoreError> {
        let mut transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        let mut new: Vec<&Sealed> = Vec::new();
        let mut numbers = HashMap::new();
        let mut known = HashMap::new();
        for sealed in batch.iter() {
            if numbers.contains_key(&sealed.id) {
                continue;
            }
            let find = sqlx::query_as(FIND).bind(sealed.id.as_bytes().as_slice());
            if let Some(row) = find.fetch_optional(&mut *transaction).await? {
                known.insert(sealed.id, entry(row));
            } else if spend(&mut transaction, sealed.grant.as_ref(), today).await? {
                numbers.insert(sealed.id, size + new.len() as u64);
                new.push(sealed);
            }
        }
        let checkpoint = size + new.len() as u64;
        if !new.is_empty() {
            let ids: Vec<EnvelopeId> = new.iter().map(|sealed| sealed.id).collect();
            let insert = sqlx::query("INSERT INTO checkpoints VALUES (?, ?)").bind(checkpoint.cast_signed());
            insert.bind(sign(&ids)).execute(&mut *transaction).await?;
        }
        for (number, sealed) in (size..).zip(new) {
            let insert = sqlx::query("INSERT INTO entries VALUES (?, ?, ?)").bind(number.cast_signed());
            let insert = insert.bind(sealed.id.as_bytes().as_slice()).bind(checkpoint.cast_signed());
            insert.execute(&mut *transaction).await?;
            let insert = sqlx::query("INSERT INTO envelopes VALUES (?, ?)").bind(number.cast_signed());
            insert.bind(sealed.bytes.as_slice()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        let fate = |sealed: &Sealed| match (numbers.get(&sealed.id), known.get(&sealed.id)) {
            (Some(number), _) => Fate::Stored(Entry { number: *number, checkpoint }),
            (None, Some(entry)) => Fate::Known(*entry),
            (None, None) => Fate::NoGrant,
        };
        Ok(batch.iter().map(fate).collect())
    }
}

const FIND: &str = "SELECT number, checkpoint FROM entries WHERE id = ?";

fn entry((number, checkpoint): (i64, i64)) -> Entry {
    Entry { number: number.cast_unsigned(), checkpoint: checkpoint.cast_unsigned() }
}

fn envelope_id(id: Vec<u8>) -> Result<EnvelopeId, StoreError> {
    Ok(EnvelopeId::from_bytes(id.try_into().map_err(|_| StoreError::Damaged)?))
}

async fn insert_grants(writer: &mut SqliteConnection, hashes: &[GrantHash], last_day: u64) -> Result<(), sqlx::Error> {
    for hash in hashes {
        let insert = sqlx::query("INSERT INTO grants VALUES (?, ?)").bind(hash.as_slice()).bind(last_day.cast_signed());
        insert.execute(&mut *writer).await?;
    }
    Ok(())
}

/// Takes a grant away, if there is one to take.
async fn spend(writer: &mut SqliteConnection, grant: Option<&GrantHash>, today: u64) -> Result<bool, sqlx::Error> {
    let Some(hash) = grant else { return Ok(false) };
    let delete = sqlx::query("DELETE FROM grants WHERE hash = ? AND last_day >= ?").bind(hash.as_slice());
    Ok(delete.bind(today.cast_signed()).execute(writer).await?.rows_affected() == 1)
}

/// Makes the directory, readable by its owner only, and makes sure that no other intake works in it.
fn lock(directory: &Path) -> Result<File, StoreError> {
    let failed = |error| StoreError::Directory(directory.to_owned(), error);
    DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(failed)?;
    let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(directory.join("lock")).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(directory.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::Store;

    #[tokio::test]
    async fn every_commit_waits_for_the_disk() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let store = Store::open(folder.path()).await.expect("the database can be made");
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&store.writer).await.expect("it is known");
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&store.writer).await.expect("it is known");
        let overwrite: i64 = sqlx::query_scalar("PRAGMA secure_delete").fetch_one(&store.writer).await.expect("it is known");
        assert_eq!((mode.as_str(), synchronous, overwrite), ("wal", 2, 1), "write-ahead log, FULL, spent grants overwritten");
    }
}
