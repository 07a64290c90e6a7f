//! Everything that the intake keeps, in one database: SQLite in a data directory for an intake alone, or PostgreSQL for any number of
//! them. Schema and queries, and nothing else. The queries are the same for both, by sqlx's `Any`; where the two differ, it stands here.
//!
//! What is *not* here: no times, no addresses, no names, nothing that joins two envelopes of one visit. Grants are hashes in the
//! order of the hashes, with the day on which they lapse. What remains for an hour at most:
//!
//! - SQLite overwrites a spent grant with zeroes (`secure_delete`), but its write-ahead log holds the latest transactions in their
//!   order until it is emptied.
//! - PostgreSQL keeps rows in the order in which they came, with the transaction that wrote them (`xmin`) and the one that took them
//!   away (`xmax`): which grants came together, with whose count or visitor code, and which envelope took which. [`Store::tidy`] therefore
//!   writes these tables anew, each in the order of its key and in one transaction; the old files go, and with them the day's salt.
//!
//! What remains longer is PostgreSQL's own write-ahead log, where it is archived or streamed to: its operator must not keep it (see
//! `docs/operations.md`). Logical backups hold no more than the tables do.

use std::{
    collections::{HashMap, HashSet},
    fmt::Write as _,
    fs::{self, DirBuilder, File, TryLockError},
    io,
    os::unix::{ffi::OsStrExt as _, fs::DirBuilderExt as _},
    path::{Path, PathBuf},
    str::FromStr as _,
    time::Duration,
};

use lakzegel_crypto::{EnvelopeId, LookupId};
use sqlx::{
    Any, AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions as _, Connection as _, FromRow, Transaction,
    any::{AnyArguments, AnyConnectOptions, AnyPoolOptions, AnyRow, install_default_drivers},
    pool::PoolConnection,
    query::{Query, QueryAs},
};
use tokio::time::timeout;
use zeroize::Zeroizing;

/// The version of [`SCHEMA`]. SQLite keeps it in `user_version`, PostgreSQL in a table.
const SCHEMA_VERSION: i64 = 3;

/// In SQLite's words; [`schema`] has PostgreSQL's.
const SCHEMA: &str = "
-- Every checkpoint that was ever signed, as a note: the same receipt can be given again, byte for byte.
CREATE TABLE checkpoints (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;

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

-- The newest checkpoint with screening's cosignature, and its size.
CREATE TABLE cosigned (
    \"only\" INTEGER PRIMARY KEY CHECK (\"only\" = 1),
    note TEXT NOT NULL,
    size INTEGER NOT NULL DEFAULT 0
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

-- The highest manifest version that was ever served, with the manifest itself for the other intakes.
CREATE TABLE manifest (
    \"only\" INTEGER PRIMARY KEY CHECK (\"only\" = 1),
    version INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT ''
) STRICT;
";

/// What version 2 lacks, which there was in SQLite only.
const FROM_VERSION_2: &str = "
ALTER TABLE cosigned ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
ALTER TABLE manifest ADD COLUMN note TEXT NOT NULL DEFAULT '';
";

/// How a connection to SQLite begins. An envelope takes three such pages; of the usual size it would take eleven, and as many writes.
/// The write-ahead log is emptied into the database when it is 2,000 pages, or 32 MB, long.
const SQLITE: &str = "
PRAGMA page_size = 16384;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA busy_timeout = 10000;
PRAGMA secure_delete = ON;
PRAGMA wal_autocheckpoint = 2000;
";

/// How a connection to PostgreSQL begins, whatever its server is set to: a commit is on stable storage before it is confirmed; a
/// statement sees what was committed before it, which whoever has waited for a turn relies on; and an intake that is gone without a
/// word does not hold up the others.
const POSTGRES: &str = "
SET synchronous_commit = on;
SET default_transaction_isolation = 'read committed';
SET lock_timeout = '20s';
SET statement_timeout = '20s';
SET idle_in_transaction_session_timeout = '10s';
";

/// Whose turn it is to add to the log, or to give what there is a limit on: one intake's at a time, until its transaction ends. The number means nothing, but is ours.
const TURN: &str = "SELECT pg_advisory_xact_lock(7811887321)";
/// Who tidies: whoever comes first, and the others need not.
const TIDYING: &str = "SELECT pg_try_advisory_xact_lock(7811887322)";

/// How many rows one statement stores: databases have a limit on the values in one.
const MOST_ROWS: usize = 1_000;

/// How long an answer may take. A server that is alive gives up sooner, see [`POSTGRES`].
const PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Where the intake keeps what it keeps.
pub enum Place {
    /// A folder for an SQLite database; both are made if they are missing. For one intake.
    Folder(PathBuf),
    /// The address of a PostgreSQL database, which intakes share. There may be a password in it.
    Address(Zeroizing<String>),
}

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
    /// The address is not one of a PostgreSQL database. It is not repeated here: there may be a password in it.
    #[error("the database's address must be like postgres://user:password@host/database, on one line")]
    Address,
    /// Nobody answers at the address, or lets us in.
    #[error("the database cannot be reached: {0}; does its server run, and are address, user and password right?")]
    Unreachable(sqlx::Error),
    /// The server does not wait for its disk.
    #[error("the database would lose what it has confirmed: set fsync = on in its server's configuration")]
    NotDurable,
    /// The database was made by a version of this program with another schema.
    #[error(
        "the database has schema version {0}, and this program knows version {SCHEMA_VERSION}; use the program that goes with the \
         database, or an empty database"
    )]
    Schema(i64),
    /// There was no answer.
    #[error("the database does not answer; look at its server and the way to it")]
    Silent,
    /// The entries' numbers are not 0, 1, 2 and so on.
    #[error("the database is damaged: entry {0} of the log is missing")]
    Gap(u64),
    /// A value in the database is not what this program writes.
    #[error("the database is damaged: a value in it is not one that this program writes")]
    Damaged,
    /// The database refused.
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

/// What the log has beyond a certain size.
pub struct Grown {
    /// The entries from there on, in order.
    pub ids: Vec<EnvelopeId>,
    /// The newest checkpoint that was signed.
    pub newest: Option<String>,
}

/// The database. One connection writes, so that transactions of one intake never wait for each other inside it; a few others read.
pub struct Store {
    writer: AnyPool,
    readers: AnyPool,
    /// Held for as long as the database is: one intake for one data directory. None is needed for a database that intakes share.
    lock: Option<File>,
}

impl Store {
    /// Opens the database, and makes it if it is missing or empty.
    pub async fn open(place: &Place) -> Result<Self, StoreError> {
        let (lock, address, begin) = match place {
            Place::Folder(directory) => (Some(lock(directory)?), sqlite(directory)?, SQLITE),
            Place::Address(address) => (None, postgres(address)?, POSTGRES),
        };
        let shared = lock.is_none();
        // Once without a pool, which would try for some time and then not say why it failed.
        let mut connection = connect(&address).await?;
        sqlx::raw_sql(begin).execute(&mut connection).await?;
        prepare(&mut connection, shared).await?;
        connection.close().await?;
        let pool = |connections, and| {
            let options = AnyPoolOptions::new().max_connections(connections).acquire_timeout(CONNECT);
            // A server that was away has ended its connections; SQLite is never away.
            let options = options.idle_timeout(None).max_lifetime(None).test_before_acquire(shared);
            let options = options.after_connect(move |connection, _| {
                Box::pin(async move {
                    sqlx::raw_sql(begin).execute(&mut *connection).await?;
                    sqlx::raw_sql(and).execute(connection).await.map(drop)
                })
            });
            options.connect_lazy_with(address.clone())
        };
        let read_only = if shared { "SET default_transaction_read_only = on" } else { "PRAGMA query_only = ON" };
        Ok(Self { writer: pool(1, ""), readers: pool(4, read_only), lock })
    }

    /// Whether the database is there and is one that this program can work with. Nothing is made or changed.
    pub async fn examine(place: &Place) -> Result<(), StoreError> {
        // A folder is made if it is missing.
        let Place::Address(address) = place else { return Ok(()) };
        let mut connection = connect(&postgres(address)?).await?;
        expect_durable(&mut connection).await?;
        let version = version(&mut connection, true).await?.unwrap_or(SCHEMA_VERSION);
        connection.close().await?;
        if version == SCHEMA_VERSION { Ok(()) } else { Err(StoreError::Schema(version)) }
    }

    /// Whether other intakes may work with the same database.
    pub fn is_shared(&self) -> bool {
        self.lock.is_none()
    }

    /// Waits for running transactions, and empties SQLite's write-ahead log.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// What the log has beyond `size` entries, as of one moment.
    pub async fn grown(&self, size: u64) -> Result<Grown, StoreError> {
        let begin = if self.is_shared() { "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" } else { "BEGIN" };
        let reading = async |connection: &mut AnyConnection| {
            let mut transaction = connection.begin_with(begin).await?;
            let grown = grown(&mut transaction, size).await?;
            transaction.commit().await?;
            Ok(grown)
        };
        in_time(self.readers.acquire().await?, reading).await
    }

    /// The entries from number `first`, at most `count`.
    pub async fn some_entries(&self, first: u64, count: usize) -> Result<Vec<EnvelopeId>, StoreError> {
        let query = sqlx::query_as("SELECT id FROM entries WHERE number >= $1 ORDER BY number LIMIT $2");
        let query = query.bind(first.cast_signed()).bind(count as i64);
        let reading = async |connection: &mut AnyConnection| Ok::<_, StoreError>(query.fetch_all(connection).await?);
        let ids = in_time(self.readers.acquire().await?, reading).await?;
        ids.into_iter().map(|(id,)| envelope_id(id)).collect()
    }

    /// Where an envelope stands, if it is stored.
    pub async fn find(&self, id: &EnvelopeId) -> Result<Option<Entry>, StoreError> {
        let query = sqlx::query_as("SELECT number, checkpoint FROM entries WHERE id = $1").bind(id.as_bytes().to_vec());
        Ok(self.read(query).await?.map(|(number, checkpoint)| entry(number, checkpoint)))
    }

    /// An envelope's bytes.
    pub async fn envelope(&self, id: &EnvelopeId) -> Result<Option<Vec<u8>>, StoreError> {
        let query = sqlx::query_as("SELECT bytes FROM envelopes JOIN entries USING (number) WHERE id = $1");
        self.read_value(query.bind(id.as_bytes().to_vec())).await
    }

    /// The note of the checkpoint that was signed at this size.
    pub async fn checkpoint(&self, size: u64) -> Result<Option<String>, StoreError> {
        self.read_value(sqlx::query_as("SELECT note FROM checkpoints WHERE size = $1").bind(size.cast_signed())).await
    }

    /// Keeps the checkpoint of an empty log. Another intake may have done so: it is the same.
    pub async fn put_first_checkpoint(&self, note: &str) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT INTO checkpoints (size, note) VALUES (0, $1) ON CONFLICT (size) DO NOTHING");
        self.write(query.bind(note.to_owned())).await
    }

    /// The newest checkpoint with a cosignature.
    pub async fn cosigned(&self) -> Result<Option<String>, StoreError> {
        self.read_value(sqlx::query_as("SELECT note FROM cosigned")).await
    }

    /// Keeps a cosigned checkpoint over `size` entries instead of the one before, unless that is newer.
    pub async fn put_cosigned(&self, size: u64, note: &str) -> Result<(), StoreError> {
        let query = sqlx::query(
            "INSERT INTO cosigned (\"only\", note, size) VALUES (1, $1, $2) ON CONFLICT (\"only\") \
             DO UPDATE SET note = excluded.note, size = excluded.size WHERE excluded.size > cosigned.size",
        );
        self.write(query.bind(note.to_owned()).bind(size.cast_signed())).await
    }

    /// Whether a grant counts on this day. Only [`Store::append`] decides; this saves reading bodies that have none.
    pub async fn has_grant(&self, hash: &GrantHash, today: u64) -> Result<bool, StoreError> {
        let query = sqlx::query_as("SELECT last_day FROM grants WHERE hash = $1").bind(hash.to_vec());
        Ok(self.read_value(query).await?.is_some_and(|last_day: i64| last_day.cast_unsigned() >= today))
    }

    /// Gives grants that count until the end of `last_day`.
    pub async fn add_grants(&self, hashes: &[GrantHash], last_day: u64) -> Result<(), StoreError> {
        let giving = async |connection: &mut AnyConnection| Ok(insert_grants(connection, hashes, last_day).await?);
        in_time(self.writer.acquire().await?, giving).await
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
        let giving = async |turn: &mut AnyConnection| {
            let query = sqlx::query_scalar("SELECT letters FROM volume WHERE person = $1 AND day = $2");
            let query = query.bind(person.to_vec()).bind(day.cast_signed());
            let before: i64 = query.fetch_optional(&mut *turn).await?.unwrap_or(0);
            let left = usize::try_from(i64::from(limit) - before).unwrap_or(0);
            let given = left.min(hashes.len());
            let insert = sqlx::query(
                "INSERT INTO volume (person, day, letters) VALUES ($1, $2, $3) ON CONFLICT (person) \
                 DO UPDATE SET letters = excluded.letters",
            );
            let insert = insert.bind(person.to_vec()).bind(day.cast_signed()).bind(before + given as i64);
            insert.execute(&mut *turn).await?;
            insert_grants(turn, &hashes[..given], last_day).await?;
            Ok(given)
        };
        self.in_turn(giving).await
    }

    /// The day's salt: `fresh`, if there was none.
    pub async fn day_salt(&self, day: u64, fresh: &[u8; 32]) -> Result<[u8; 32], StoreError> {
        let reading = async |turn: &mut AnyConnection| {
            let insert = sqlx::query("INSERT INTO day_salts (day, salt) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING");
            insert.bind(day.cast_signed()).bind(fresh.to_vec()).execute(&mut *turn).await?;
            let query = sqlx::query_scalar("SELECT salt FROM day_salts WHERE day = $1").bind(day.cast_signed());
            let salt: Vec<u8> = query.fetch_one(turn).await?;
            salt.try_into().map_err(|_| StoreError::Damaged)
        };
        self.in_turn(reading).await
    }

    /// Keeps whom to admit on a day. What is there already stays as it is.
    pub async fn put_admissions(&self, day: u64, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
        let announcing = async |turn: &mut AnyConnection| {
            for some in hashes.chunks(MOST_ROWS) {
                let insert =
                    format!("INSERT INTO admissions (hash, day) VALUES {} ON CONFLICT (hash) DO NOTHING", rows(some.len(), 2));
                let mut query = sqlx::query(AssertSqlSafe(insert));
                for hash in some {
                    query = query.bind(hash.to_vec()).bind(day.cast_signed());
                }
                query.persistent(false).execute(&mut *turn).await?;
            }
            Ok(())
        };
        self.in_turn(announcing).await
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
        let admitting = async |turn: &mut AnyConnection| {
            let query = sqlx::query_scalar("SELECT owner FROM admissions WHERE hash = $1 AND day = $2");
            let query = query.bind(admission.to_vec()).bind(day.cast_signed());
            let found: Option<Option<Vec<u8>>> = query.fetch_optional(&mut *turn).await?;
            match found {
                None => return Ok(Admitted::Unknown),
                Some(Some(known)) => return Ok(if known == owner { Admitted::Again } else { Admitted::Other }),
                Some(None) => {}
            }
            let update = sqlx::query("UPDATE admissions SET owner = $1 WHERE hash = $2").bind(owner.to_vec());
            update.bind(admission.to_vec()).execute(&mut *turn).await?;
            insert_grants(turn, grants, last_day).await?;
            Ok(Admitted::Now)
        };
        self.in_turn(admitting).await
    }

    /// Forgets the grants, visitor codes and counts whose day was before `today`, and what the database's own files tell about the past
    /// hour.
    pub async fn tidy(&self, today: u64) -> Result<(), StoreError> {
        let shared = self.is_shared();
        let tidying = async |connection: &mut AnyConnection| {
            if shared {
                return tidy_shared(connection, today).await;
            }
            forget(connection, today).await?;
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await?;
            Ok::<_, StoreError>(())
        };
        in_time(self.writer.acquire().await?, tidying).await
    }

    /// The status that is published under a look-up id.
    pub async fn status(&self, lookup: &LookupId) -> Result<Option<Vec<u8>>, StoreError> {
        self.read_value(sqlx::query_as("SELECT bytes FROM statuses WHERE lookup = $1").bind(lookup.as_bytes().to_vec())).await
    }

    /// Publishes a status, instead of the one before if there was one.
    pub async fn put_status(&self, lookup: &LookupId, bytes: &[u8]) -> Result<(), StoreError> {
        let query = sqlx::query(
            "INSERT INTO statuses (lookup, bytes) VALUES ($1, $2) ON CONFLICT (lookup) DO UPDATE SET bytes = excluded.bytes",
        );
        self.write(query.bind(lookup.as_bytes().to_vec()).bind(bytes.to_vec())).await
    }

    /// The manifest of the highest version that was served, with that version; 0 if there was none. Its text is empty if it was served
    /// by a program that did not keep it.
    pub async fn manifest_seen(&self) -> Result<(u64, String), StoreError> {
        let seen: Option<(i64, String)> = self.read(sqlx::query_as("SELECT version, note FROM manifest")).await?;
        Ok(seen.map(|(version, note)| (version.cast_unsigned(), note)).unwrap_or_default())
    }

    /// Keeps a manifest that is served from now on, unless one of a higher version was served before.
    pub async fn put_manifest_seen(&self, version: u64, note: &str) -> Result<(), StoreError> {
        let query = sqlx::query(
            "INSERT INTO manifest (\"only\", version, note) VALUES (1, $1, $2) ON CONFLICT (\"only\") \
             DO UPDATE SET version = excluded.version, note = excluded.note WHERE excluded.version >= manifest.version",
        );
        self.write(query.bind(version.cast_signed()).bind(note.to_owned())).await
    }

    /// Whether the database answers.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.read_value::<i64>(sqlx::query_as("SELECT size FROM checkpoints LIMIT 1")).await.map(drop)
    }

    /// Stores a batch in one durable transaction: grants spent, envelopes and entries stored, the new checkpoint signed and stored.
    /// Meanwhile no other intake adds anything.
    ///
    /// `sign` gets what others have added to the log since it had `size` entries, and the ids that come after that; it gives the new
    /// checkpoint's note, which is not asked for when there are no such ids. When this returns `Ok`, all is on stable storage; when it
    /// returns `Err`, that is not known, and whoever wants to know has to look what the log has grown by.
    pub async fn append<E: From<StoreError>>(
        &self,
        size: u64,
        batch: &[Sealed],
        today: u64,
        sign: impl FnOnce(Grown, &[EnvelopeId]) -> Result<Option<String>, E>,
    ) -> Result<Vec<Fate>, E> {
        let connection = self.writer.acquire().await.map_err(StoreError::from)?;
        let shared = self.is_shared();
        in_time(connection, async |connection: &mut AnyConnection| append(connection, shared, size, batch, today, sign).await)
            .await
    }

    /// Does something in one transaction, while no other does.
    async fn in_turn<T>(&self, work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let shared = self.is_shared();
        let working = async |connection: &mut AnyConnection| {
            let mut turn = turn(connection, shared).await?;
            let done = work(&mut turn).await?;
            turn.commit().await?;
            Ok(done)
        };
        in_time(self.writer.acquire().await?, working).await
    }

    async fn read<O>(&self, query: QueryAs<'_, Any, O, AnyArguments>) -> Result<Option<O>, StoreError>
    where
        O: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    {
        let reading = async |connection: &mut AnyConnection| Ok(query.fetch_optional(connection).await?);
        in_time(self.readers.acquire().await?, reading).await
    }

    async fn read_value<O>(&self, query: QueryAs<'_, Any, (O,), AnyArguments>) -> Result<Option<O>, StoreError>
    where
        (O,): for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    {
        Ok(self.read(query).await?.map(|(value,)| value))
    }

    async fn write(&self, query: Query<'_, Any, AnyArguments>) -> Result<(), StoreError> {
        let writing = async |connection: &mut AnyConnection| Ok(query.execute(connection).await.map(drop)?);
        in_time(self.writer.acquire().await?, writing).await
    }
}

/// Waits for an answer, but not for ever: a machine that is gone says nothing. Its connection is not used again.
async fn in_time<T, E: From<StoreError>>(
    mut connection: PoolConnection<Any>,
    work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    if let Ok(done) = timeout(PATIENCE, work(&mut connection)).await {
        return done;
    }
    connection.close_on_drop();
    Err(StoreError::Silent.into())
}

async fn append<E: From<StoreError>>(
    connection: &mut AnyConnection,
    shared: bool,
    size: u64,
    batch: &[Sealed],
    today: u64,
    sign: impl FnOnce(Grown, &[EnvelopeId]) -> Result<Option<String>, E>,
) -> Result<Vec<Fate>, E> {
    let mut turn = turn(connection, shared).await.map_err(StoreError::from)?;
    let grown = grown(&mut turn, size).await?;
    let first = size + grown.ids.len() as u64;
    let known = known(&mut turn, batch).await?;
    let new = spend(&mut turn, batch.iter().filter(|sealed| !known.contains_key(&sealed.id)), today).await?;
    let ids: Vec<EnvelopeId> = new.iter().map(|sealed| sealed.id).collect();
    let checkpoint = first + ids.len() as u64;
    if let Some(note) = sign(grown, &ids)? {
        insert(&mut turn, first, &new, &note).await.map_err(StoreError::from)?;
    }
    turn.commit().await.map_err(StoreError::from)?;
    let numbers: HashMap<EnvelopeId, u64> = ids.into_iter().zip(first..).collect();
    let fate = |sealed: &Sealed| match (numbers.get(&sealed.id), known.get(&sealed.id)) {
        (Some(number), _) => Fate::Stored(Entry { number: *number, checkpoint }),
        (None, Some(entry)) => Fate::Known(*entry),
        (None, None) => Fate::NoGrant,
    };
    Ok(batch.iter().map(fate).collect())
}

async fn insert_grants(writer: &mut AnyConnection, hashes: &[GrantHash], last_day: u64) -> Result<(), sqlx::Error> {
    if hashes.is_empty() {
        return Ok(());
    }
    let mut query = sqlx::query(AssertSqlSafe(format!("INSERT INTO grants (hash, last_day) VALUES {}", rows(hashes.len(), 2))));
    for hash in hashes {
        query = query.bind(hash.to_vec()).bind(last_day.cast_signed());
    }
    query.execute(writer).await.map(drop)
}

/// A transaction in which nobody else adds to the log, and which sees all that others have added before.
async fn turn(connection: &mut AnyConnection, shared: bool) -> Result<Transaction<'_, Any>, sqlx::Error> {
    if !shared {
        return connection.begin_with("BEGIN IMMEDIATE").await;
    }
    let mut transaction = connection.begin_with("BEGIN").await?;
    sqlx::raw_sql(TURN).execute(&mut *transaction).await?;
    Ok(transaction)
}

async fn grown(connection: &mut AnyConnection, size: u64) -> Result<Grown, StoreError> {
    let newest = sqlx::query_scalar("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1");
    let newest = newest.fetch_optional(&mut *connection).await?;
    let entries = sqlx::query_as("SELECT number, id FROM entries WHERE number >= $1 ORDER BY number").bind(size.cast_signed());
    let entries: Vec<(i64, Vec<u8>)> = entries.fetch_all(connection).await?;
    let id = |(expected, (number, id)): (u64, (i64, Vec<u8>))| {
        if number.cast_unsigned() == expected { envelope_id(id) } else { Err(StoreError::Gap(expected)) }
    };
    Ok(Grown { ids: (size..).zip(entries).map(id).collect::<Result<_, _>>()?, newest })
}

/// Those envelopes of a batch that are stored already. Here and below, one statement serves the whole batch: with a server every
/// statement is a journey, and all other intakes wait meanwhile.
async fn known(turn: &mut AnyConnection, batch: &[Sealed]) -> Result<HashMap<EnvelopeId, Entry>, StoreError> {
    let select = format!("SELECT id, number, checkpoint FROM entries WHERE id IN {}", rows(1, batch.len()));
    let mut query = sqlx::query_as(AssertSqlSafe(select));
    for sealed in batch {
        query = query.bind(sealed.id.as_bytes().to_vec());
    }
    let found: Vec<(Vec<u8>, i64, i64)> = query.persistent(false).fetch_all(turn).await?;
    found.into_iter().map(|(id, number, checkpoint)| Ok((envelope_id(id)?, entry(number, checkpoint)))).collect()
}

/// Those envelopes that have a grant, once each, with the grants taken away.
async fn spend<'b>(
    turn: &mut AnyConnection,
    batch: impl Iterator<Item = &'b Sealed>,
    today: u64,
) -> Result<Vec<&'b Sealed>, StoreError> {
    let asked: Vec<(&Sealed, GrantHash)> = batch.filter_map(|sealed| Some((sealed, sealed.grant?))).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let select = format!("SELECT hash FROM grants WHERE hash IN {} AND last_day >= {today}", rows(1, asked.len()));
    let mut query = sqlx::query_scalar(AssertSqlSafe(select));
    for (_, hash) in &asked {
        query = query.bind(hash.to_vec());
    }
    let left: Vec<Vec<u8>> = query.persistent(false).fetch_all(&mut *turn).await?;
    let mut left: HashSet<Vec<u8>> = left.into_iter().collect();
    let (mut new, mut spent, mut ids) = (Vec::new(), Vec::new(), HashSet::new());
    for (sealed, hash) in asked {
        // An envelope that came twice is stored once, for one grant.
        if !ids.contains(&sealed.id) && left.remove(hash.as_slice()) {
            ids.insert(sealed.id);
            new.push(sealed);
            spent.push(hash);
        }
    }
    if spent.is_empty() {
        return Ok(new);
    }
    let mut query = sqlx::query(AssertSqlSafe(format!("DELETE FROM grants WHERE hash IN {}", rows(1, spent.len()))));
    for hash in &spent {
        query = query.bind(hash.to_vec());
    }
    // It is our turn, so they are all still there.
    let deleted = query.persistent(false).execute(turn).await?.rows_affected();
    if deleted == spent.len() as u64 { Ok(new) } else { Err(StoreError::Damaged) }
}

/// Stores envelopes as the entries from number `first`, under one checkpoint.
async fn insert(turn: &mut AnyConnection, first: u64, new: &[&Sealed], note: &str) -> Result<(), sqlx::Error> {
    let checkpoint = (first + new.len() as u64).cast_signed();
    let query = sqlx::query("INSERT INTO checkpoints (size, note) VALUES ($1, $2)").bind(checkpoint).bind(note.to_owned());
    query.execute(&mut *turn).await?;
    let mut entries =
        sqlx::query(AssertSqlSafe(format!("INSERT INTO entries (number, id, checkpoint) VALUES {}", rows(new.len(), 3))));
    let mut envelopes =
        sqlx::query(AssertSqlSafe(format!("INSERT INTO envelopes (number, bytes) VALUES {}", rows(new.len(), 2))));
    for (number, sealed) in (first.cast_signed()..).zip(new) {
        entries = entries.bind(number).bind(sealed.id.as_bytes().to_vec()).bind(checkpoint);
        envelopes = envelopes.bind(number).bind(sealed.bytes.clone());
    }
    entries.persistent(false).execute(&mut *turn).await?;
    envelopes.persistent(false).execute(turn).await.map(drop)
}

/// `($1, $2), ($3, $4)`: places for as many rows of as many values.
fn rows(rows: usize, columns: usize) -> String {
    let mut places = String::new();
    for place in 1..=rows * columns {
        let before = if place % columns != 1 % columns {
            ", "
        } else if place == 1 {
            "("
        } else {
            "), ("
        };
        // A String takes all that is written to it.
        let _always = write!(places, "{before}${place}");
    }
    places + ")"
}

fn entry(number: i64, checkpoint: i64) -> Entry {
    Entry { number: number.cast_unsigned(), checkpoint: checkpoint.cast_unsigned() }
}

fn envelope_id(id: Vec<u8>) -> Result<EnvelopeId, StoreError> {
    Ok(EnvelopeId::from_bytes(id.try_into().map_err(|_| StoreError::Damaged)?))
}

/// Deletes what lapsed before `today`.
async fn forget(connection: &mut AnyConnection, today: u64) -> Result<(), sqlx::Error> {
    for delete in [
        "DELETE FROM grants WHERE last_day < $1",
        "DELETE FROM admissions WHERE day < $1",
        "DELETE FROM volume WHERE day < $1",
        "DELETE FROM day_salts WHERE day < $1",
    ] {
        sqlx::query(delete).bind(today.cast_signed()).execute(&mut *connection).await?;
    }
    Ok(())
}

/// [`Store::tidy`] with PostgreSQL. If another intake is at it, there is nothing to do.
async fn tidy_shared(connection: &mut AnyConnection, today: u64) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with("BEGIN").await?;
    if !sqlx::query_scalar(TIDYING).fetch_one(&mut *transaction).await? {
        return Ok(());
    }
    sqlx::raw_sql(TURN).execute(&mut *transaction).await?;
    // Everybody waits behind this. Whoever reads for long, as a backup does, is not waited for: there is another time.
    sqlx::raw_sql("SET LOCAL lock_timeout = '2s'").execute(&mut *transaction).await?;
    // Some grants are given without a turn, and none may be lost between reading and writing.
    let tables = [("grants", "hash"), ("admissions", "hash"), ("volume", "person"), ("day_salts", "day")];
    for (table, _) in tables {
        lock_table(&mut transaction, table).await?;
    }
    forget(&mut transaction, today).await?;
    for (table, key) in tables {
        rewrite(&mut transaction, table, key).await?;
    }
    transaction.commit().await?;

    // Statuses come in the order in which screening publishes them. They are as many as there were letters, so they are written anew
    // only if something was published since.
    let mut transaction = connection.begin_with("BEGIN").await?;
    sqlx::raw_sql("SET LOCAL lock_timeout = '2s'").execute(&mut *transaction).await?;
    lock_table(&mut transaction, "statuses").await?;
    let writers = "SELECT count(*) FROM (SELECT DISTINCT xmin::text FROM statuses LIMIT 2) AS writers";
    let writers: i64 = sqlx::query_scalar(writers).fetch_one(&mut *transaction).await?;
    if writers > 1 {
        rewrite(&mut transaction, "statuses", "lookup").await?;
    }
    Ok(transaction.commit().await?)
}

async fn lock_table(transaction: &mut AnyConnection, table: &str) -> Result<(), sqlx::Error> {
    let lock = format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
    sqlx::raw_sql(AssertSqlSafe(lock)).execute(transaction).await.map(drop)
}

/// Writes a locked table of PostgreSQL anew, in the order of its key, so that its file tells nothing of the order in which its rows
/// came. What was deleted goes with the old file.
async fn rewrite(transaction: &mut AnyConnection, table: &str, key: &str) -> Result<(), sqlx::Error> {
    let statements = format!(
        "CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM {table}; TRUNCATE {table}; \
         INSERT INTO {table} SELECT * FROM kept ORDER BY {key}; DROP TABLE kept"
    );
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(transaction).await.map(drop)
}

/// The address of the database in a folder. Whatever is not plain in the folder's name is escaped.
fn sqlite(directory: &Path) -> Result<AnyConnectOptions, StoreError> {
    let mut address = "sqlite://".to_owned();
    let directory = fs::canonicalize(directory).map_err(|error| StoreError::Directory(directory.to_owned(), error))?;
    for byte in directory.join("intake.sqlite").as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(*byte)),
            byte => address += &format!("%{byte:02X}"),
        }
    }
    Ok(AnyConnectOptions::from_str(&format!("{address}?mode=rwc"))?.disable_statement_logging())
}

/// The address of a database of PostgreSQL.
fn postgres(address: &str) -> Result<AnyConnectOptions, StoreError> {
    let address = address.trim();
    let options = AnyConnectOptions::from_str(address).map_err(|_| StoreError::Address)?;
    let right = address.starts_with("postgres://") || address.starts_with("postgresql://");
    if right { Ok(options.disable_statement_logging()) } else { Err(StoreError::Address) }
}

async fn connect(address: &AnyConnectOptions) -> Result<AnyConnection, StoreError> {
    install_default_drivers();
    let connection = timeout(CONNECT, AnyConnection::connect_with(address)).await.map_err(|_| StoreError::Silent)?;
    connection.map_err(StoreError::Unreachable)
}

/// Makes the tables if the database is empty, and adds what an older version lacks.
async fn prepare(connection: &mut AnyConnection, shared: bool) -> Result<(), StoreError> {
    if shared {
        expect_durable(connection).await?;
    }
    let mut turn = turn(connection, shared).await?;
    let made = match version(&mut turn, shared).await? {
        None => schema(shared),
        Some(2) if !shared => FROM_VERSION_2.to_owned(),
        Some(SCHEMA_VERSION) => return Ok(()),
        Some(other) => return Err(StoreError::Schema(other)),
    };
    let mark = if shared {
        format!("CREATE TABLE schema_version (version BIGINT NOT NULL); INSERT INTO schema_version VALUES ({SCHEMA_VERSION})")
    } else {
        format!("PRAGMA user_version = {SCHEMA_VERSION}")
    };
    sqlx::raw_sql(AssertSqlSafe(made)).execute(&mut *turn).await?;
    sqlx::raw_sql(AssertSqlSafe(mark)).execute(&mut *turn).await?;
    Ok(turn.commit().await?)
}

/// [`SCHEMA`] in the words of either database.
fn schema(shared: bool) -> String {
    if !shared {
        return SCHEMA.to_owned();
    }
    let words = [(" STRICT, WITHOUT ROWID", ""), (" STRICT", ""), ("INTEGER", "BIGINT"), ("BLOB", "BYTEA")];
    words.into_iter().fold(SCHEMA.to_owned(), |schema, (ours, theirs)| schema.replace(ours, theirs))
}

/// The version of the schema in a database; none if the database is empty.
async fn version(connection: &mut AnyConnection, shared: bool) -> Result<Option<i64>, sqlx::Error> {
    if !shared {
        let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(connection).await?;
        return Ok((version != 0).then_some(version));
    }
    let tables: i64 = sqlx::query_scalar("SELECT count(to_regclass('schema_version'))").fetch_one(&mut *connection).await?;
    if tables == 0 {
        return Ok(None);
    }
    sqlx::query_scalar("SELECT version FROM schema_version").fetch_optional(connection).await
}

/// A server that does not wait for its disk cannot keep what a receipt promises.
async fn expect_durable(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let fsync: String = sqlx::query_scalar("SHOW fsync").fetch_one(connection).await?;
    if fsync == "on" { Ok(()) } else { Err(StoreError::NotDurable) }
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
    use super::{Place, Store};

    #[tokio::test]
    async fn every_commit_waits_for_the_disk() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let store = Store::open(&Place::Folder(folder.path().to_owned())).await.expect("the database can be made");
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&store.writer).await.expect("it is known");
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&store.writer).await.expect("it is known");
        let overwrite: i64 = sqlx::query_scalar("PRAGMA secure_delete").fetch_one(&store.writer).await.expect("it is known");
        assert_eq!((mode.as_str(), synchronous, overwrite), ("wal", 2, 1), "write-ahead log, FULL, spent grants overwritten");
    }
}
