//! The database itself: opening and migrating it, its counters, and reading its columns. The other files of this folder have a subject each.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use lakzegel_crypto::EnvelopeId;
use sqlx::{
    Row as _, SqlSafeStr as _, SqlitePool,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};

/// The name of the database's file in the data folder.
pub const FILE_NAME: &str = "screening.sqlite";

/// The database could not be read or written, or holds what this version never wrote.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite's own error.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema is of a newer version, was changed by hand, or could not be migrated.
    #[error("the database cannot be brought to this version's schema: {0}")]
    Schema(#[from] MigrateError),
    /// A value that this version did not write.
    #[error("the database holds something that this version does not know: {0}")]
    Content(&'static str),
}

pub type Result<T> = std::result::Result<T, StoreError>;

/// Every version of the schema, in order: number, title, statements. A database that is older than the migrations has the first one's
/// tables, and takes it on without a change.
const MIGRATIONS: [(i64, &str, &str); 6] = [
    (1, "tables", include_str!("../../migrations/0001_tables.sql")),
    (2, "people", include_str!("../../migrations/0002_people.sql")),
    (3, "statuses", include_str!("../../migrations/0003_statuses.sql")),
    (4, "lost", include_str!("../../migrations/0004_lost.sql")),
    (5, "notices", include_str!("../../migrations/0005_notices.sql")),
    (6, "sealing", include_str!("../../migrations/0006_sealing.sql")),
];

fn migrator() -> Migrator {
    let migration = |(version, title, statements): (i64, &'static str, &'static str)| {
        Migration::new(version, title.into(), MigrationType::Simple, statements.into_sql_str(), false)
    };
    Migrator::with_migrations(MIGRATIONS.into_iter().map(migration).collect())
}

/// A number that is remembered by name.
#[derive(Clone, Copy, Debug)]
pub enum Counter {
    /// When the log was last read without an alarm, in seconds since 1970.
    LastLook,
    /// The highest manifest version seen.
    ManifestVersion,
    /// The size of the last checkpoint whose cosignature the intake accepted.
    Cosigned,
    /// The size of the last checkpoint of which the intake accepted the word that the log continues.
    Consistent,
    /// The entry from which on missing envelopes are asked for next.
    NextMissing,
    /// The fixed time at which statuses were last published, in seconds since 1970.
    LastPublication,
}

impl Counter {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::LastLook => "last-look",
            Self::ManifestVersion => "manifest-version",
            Self::Cosigned => "cosigned",
            Self::Consistent => "consistent",
            Self::NextMissing => "next-missing",
            Self::LastPublication => "last-publication",
        }
    }
}

/// The database. Every call fails with [`StoreError`] if SQLite does, or if a column holds what this version never wrote.
#[derive(Clone)]
pub struct Store {
    pub(super) pool: SqlitePool,
    /// What was forgotten may still be in the write-ahead log.
    wiping: Arc<AtomicBool>,
}

impl Store {
    /// Opens the database in `dir`, makes it if there is none, and brings an older one to this version's schema.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, is locked for 20 seconds, or has the schema of a newer version.
    pub async fn open(dir: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(dir.join(FILE_NAME))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            // What is deleted is overwritten: names on visitor codes and references among it.
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_secs(20));
        // One connection: screening does one thing after another, and SQLite's own lock keeps other processes apart.
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        // A program that was killed may have left what it had forgotten.
        let store = Self { pool, wiping: Arc::new(AtomicBool::new(true)) };
        let migrator = migrator();
        // Migrating takes the lock for writing. `list` and `show` need not wait for it, unless something is to be done.
        if !store.has_exactly(&migrator).await? {
            // sqlx locks no SQLite file while it migrates: two programs that open a new one would both create it, and one would fail.
            let mut transaction = store.pool.begin_with("BEGIN IMMEDIATE").await?;
            migrator.run(&mut *transaction).await?;
            transaction.commit().await?;
            store.wipe().await?;
        }
        Ok(store)
    }

    /// Whether exactly these migrations have been applied, with the hashes that they have now. Only reads.
    async fn has_exactly(&self, migrator: &Migrator) -> Result<bool> {
        let table = sqlx::query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'");
        if table.fetch_optional(&self.pool).await?.is_none() {
            return Ok(false);
        }
        let applied = sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version");
        let applied: Vec<(i64, Vec<u8>)> = applied.fetch_all(&self.pool).await?;
        let known = migrator.iter().map(|migration| (migration.version, migration.checksum.to_vec()));
        Ok(known.eq(applied))
    }

    /// Reads a counter; `None` if it was never set.
    pub async fn counter(&self, counter: Counter) -> Result<Option<u64>> {
        let row = sqlx::query("SELECT value FROM facts WHERE name = ?").bind(counter.as_str()).fetch_optional(&self.pool).await?;
        row.map(|row| unsigned(&row, "value")).transpose()
    }

    /// Sets a counter.
    pub async fn set_counter(&self, counter: Counter, value: u64) -> Result<()> {
        let query =
            sqlx::query("INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        query.bind(counter.as_str()).bind(signed(value)).execute(&self.pool).await?;
        Ok(())
    }

    /// Notes that this many rows were forgotten, so that [`wipe`](Self::wipe) has something to do.
    pub(super) fn forgot(&self, rows: u64) {
        self.wiping.fetch_or(rows > 0, Ordering::Relaxed);
    }

    /// Overwrites what was forgotten since the last time, wherever it still stands in the files: SQLite overwrites it in the database
    /// itself, and here the write-ahead log, which has the pages as they were, is written back and cut to nothing. If another program reads
    /// at this moment, the next call does it.
    pub async fn wipe(&self) -> Result<()> {
        if self.wiping.load(Ordering::Relaxed) {
            let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.pool).await?;
            self.wiping.store(row.try_get::<i64, _>("busy")? != 0, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Writes what is still open, and closes the file.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

/// SQLite's integers are signed. Times and counts stay far below 2^63, and a larger one is read back as it was written.
pub const fn signed(value: u64) -> i64 {
    value.cast_signed()
}

/// A column with a time or a count.
pub fn unsigned(row: &SqliteRow, column: &'static str) -> Result<u64> {
    Ok(row.try_get::<i64, _>(column)?.cast_unsigned())
}

/// A column with a time or a count, or NULL.
pub fn optional(row: &SqliteRow, column: &'static str) -> Result<Option<u64>> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(i64::cast_unsigned))
}

/// A column with exactly `N` bytes.
pub fn array<const N: usize>(row: &SqliteRow, column: &'static str) -> Result<[u8; N]> {
    row.try_get::<Vec<u8>, _>(column)?.try_into().map_err(|_| StoreError::Content(column))
}

/// A column with an envelope's id.
pub fn id(row: &SqliteRow, column: &'static str) -> Result<EnvelopeId> {
    Ok(EnvelopeId::from_bytes(array(row, column)?))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use lakzegel_crypto::KeyId;

    use super::*;
    use crate::{
        letter::{LetterFingerprint, Outcome, State},
        sender::Vouched,
    };

    /// What a database has: each table's and index's statement, without the blanks in which versions differ.
    async fn schema(store: &Store) -> Vec<String> {
        let rows = sqlx::query("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").fetch_all(&store.pool).await;
        let packed = |row: &SqliteRow| row.get::<String, _>("sql").split_whitespace().collect();
        rows.expect("there is a schema").iter().map(packed).collect()
    }

    async fn applied(store: &Store) -> Vec<i64> {
        let rows =
            sqlx::query("SELECT version FROM _sqlx_migrations WHERE success ORDER BY version").fetch_all(&store.pool).await;
        rows.expect("the migrations are recorded").iter().map(|row| row.get("version")).collect()
    }

    /// The database as it is, without opening it as screening does.
    async fn unopened(dir: &Path) -> Store {
        let options = SqliteConnectOptions::new().filename(dir.join(FILE_NAME));
        let pool = SqlitePoolOptions::new().connect_with(options).await.expect("the database is there");
        Store { pool, wiping: Arc::default() }
    }

    /// The whole of what is recorded of migrations.
    async fn records(store: &Store) -> Vec<(i64, String, String, bool, Vec<u8>, i64)> {
        let rows = sqlx::query_as(
            "SELECT version, description, CAST(installed_on AS TEXT), success, checksum, execution_time FROM _sqlx_migrations ORDER BY version",
        );
        rows.fetch_all(&store.pool).await.expect("the migrations are recorded")
    }

    /// Makes a file with what these statements say, and nothing else.
    async fn made_by(statements: &'static str) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("the system gives a temporary folder");
        let options = SqliteConnectOptions::new().filename(dir.path().join(FILE_NAME)).create_if_missing(true);
        let pool = SqlitePoolOptions::new().connect_with(options).await.expect("a database is made");
        sqlx::raw_sql(statements).execute(&pool).await.expect("they are SQL");
        pool.close().await;
        dir
    }

    #[tokio::test]
    async fn a_database_that_is_older_than_the_migrations_is_taken_on_as_it_is() {
        let dir = made_by(include_str!("../../tests/databases/before_migrations.sql")).await;
        // Opened twice: the second time there is nothing to do.
        Store::open(dir.path()).await.expect("it is taken on").close().await;
        let store = Store::open(dir.path()).await.expect("it opens again");

        let new = tempfile::tempdir().expect("the system gives a temporary folder");
        let new = Store::open(new.path()).await.expect("a new one is made");
        assert_eq!(schema(&store).await, schema(&new).await);
        assert_eq!((applied(&store).await, applied(&new).await), (vec![1, 2, 3, 4, 5, 6], vec![1, 2, 3, 4, 5, 6]));

        assert_eq!(store.counter(Counter::ManifestVersion).await.expect("reads"), Some(7));
        let letters = store.letters().await.expect("reads");
        let states: Vec<_> = letters.iter().map(|letter| (letter.number, letter.state, letter.reason.as_deref())).collect();
        assert_eq!(states, [(0, State::Withheld, Some("nonce")), (1, State::Missing, None)]);
        assert_eq!(store.entries(0, 10).await.expect("reads"), [[0; 32], [0x11; 32]].map(EnvelopeId::from_bytes));
        assert_eq!(store.envelope(letters[0].id).await.expect("reads"), Some(vec![0, 1, 2, 3]));
        assert_eq!(store.vouched_letters().await.expect("reads").len(), 1);
        assert!(store.sealings().await.expect("reads").is_empty(), "how letters of before were sealed nobody has noted");
        assert_eq!(store.code_name(&[0x77; 32]).await.expect("reads").as_deref(), Some("Voorbeeld Bezoeker"));
        assert_eq!(store.provider_keys("https://provider.invalid").await.expect("reads")[0].gone_at, Some(1_789_999_000));
        assert_eq!(store.letters_with_reference().await.expect("reads")[0].reference, [0x55; 16]);
        assert!(store.unsent_statuses(10).await.expect("reads").is_empty(), "those of before had another form");
        assert_eq!(store.alarms().await.expect("reads"), [(1_790_000_020, "forked".to_owned())]);
    }

    /// How many of these values stand anywhere in the files of a folder.
    fn in_files(dir: &Path, values: &[[u8; 32]]) -> usize {
        let files = std::fs::read_dir(dir).expect("the folder is there").flatten();
        let bytes: Vec<u8> = files.flat_map(|entry| std::fs::read(entry.path()).expect("it can be read")).collect();
        let values: HashSet<&[u8]> = values.iter().map(|value| &value[..]).collect();
        // Most places are passed over by their first two bytes.
        let begin = |bytes: &[u8]| usize::from(bytes[0]) << 8 | usize::from(bytes[1]);
        let mut begins = vec![false; 1 << 16];
        values.iter().for_each(|value| begins[begin(value)] = true);
        let found: HashSet<&[u8]> = bytes.windows(32).filter(|here| begins[begin(here)] && values.contains(here)).collect();
        found.len()
    }

    /// A number's hash, as older versions had it of people.
    fn hash(number: u32) -> [u8; 32] {
        *EnvelopeId::of(&number.to_be_bytes()).as_bytes()
    }

    /// Many people, so that SQLite moves them from page to page.
    #[tokio::test]
    async fn the_plain_hashes_of_older_versions_are_gone_from_the_files_and_who_wrote_twice_did_so_still() {
        let dir = made_by(MIGRATIONS[0].2).await;
        let people: Vec<[u8; 32]> = (0..900).map(hash).collect();
        let store = unopened(dir.path()).await;
        let mut transaction = store.pool.begin().await.expect("nobody else writes");
        for (number, person) in (0_u32..).zip(&people).flat_map(|(number, person)| [(number, person), (number + 1_000, person)]) {
            let query = sqlx::query("INSERT INTO visits (person, visit_key, issued) VALUES (?, ?, ?)");
            query.bind(&person[..]).bind(&hash(number + 5_000)[..]).bind(7).execute(&mut *transaction).await.expect("stores");
        }
        transaction.commit().await.expect("stores");
        store.close().await;
        assert_eq!(in_files(dir.path(), &people), 900);
        // Still open: the write-ahead log is looked into as well.
        let store = Store::open(dir.path()).await.expect("it is taken on");
        assert_eq!(in_files(dir.path(), &people), 0);
        let twice = "SELECT count(*) AS count FROM (SELECT someone FROM visits GROUP BY someone HAVING count(*) = 2)";
        let row = sqlx::query(twice).fetch_one(&store.pool).await.expect("reads");
        assert_eq!(unsigned(&row, "count").expect("a count"), 900);
    }

    #[tokio::test]
    async fn people_are_forgotten_in_the_files_too_and_their_visits_when_their_letters_are_decided() {
        let dir = tempfile::tempdir().expect("the system gives a temporary folder");
        let store = Store::open(dir.path()).await.expect("a new one is made");
        let people: Vec<[u8; 32]> = (0..300).map(hash).collect();
        for (number, person) in (0_u32..).zip(&people) {
            // Of the first hundred somebody logged in later, too.
            for issued in [1_000, 9_000].into_iter().take(if number < 100 { 2 } else { 1 }) {
                let visit_key = hash(number + 1_000 + u32::try_from(issued).expect("small"));
                store.record_visit(&Vouched { person: *person, issued, is_login: true }, &visit_key, None).await.expect("stores");
            }
        }
        // A letter of the last person's waits, and one of the last but one is released.
        let letters = [hash(20_000), hash(20_001)].map(EnvelopeId::from_bytes);
        store.claim(0, &letters).await.expect("stores");
        store.append_claimed("note", 1_000, 1_000).await.expect("stores");
        store.add_envelopes(&letters.map(|id| (id, Vec::new()))).await.expect("stores");
        for (id, number, outcome) in [(letters[0], 299, Outcome::Waiting), (letters[1], 298, Outcome::Release)] {
            let fingerprint = LetterFingerprint {
                visit_key: hash(number + 2_000),
                message_id: [1; 16],
                content: [2; 32],
                sealed_at: 3,
                manifest_hash: [4; 32],
                key_id: KeyId::from_bytes([5; 8]),
            };
            store.record_outcome(id, &fingerprint, None, outcome, 1_000).await.expect("stores");
        }
        store.advance(letters[1], State::Releasing, State::Released).await.expect("stores");

        store.forget_people(1_000).await.expect("forgets");
        store.wipe().await.expect("wipes");
        assert_eq!(in_files(dir.path(), &people), 300, "their term is not over");
        store.forget_people(1_001).await.expect("forgets");
        store.wipe().await.expect("wipes");
        assert_eq!((in_files(dir.path(), &people[100..]), in_files(dir.path(), &people[..100])), (0, 100));
        let visits = async || {
            let rows =
                sqlx::query("SELECT visit_key FROM visits WHERE issued = 1000").fetch_all(&store.pool).await.expect("reads");
            rows.iter().map(|row| array(row, "visit_key").expect("a key")).collect::<Vec<[u8; 32]>>()
        };
        assert_eq!(visits().await, [hash(299 + 2_000)], "what is not decided keeps its flags, of somebody who is nobody");
        assert!(store.decide(letters[0], None, 1_001).await.expect("decides"));
        store.advance(letters[0], State::Releasing, State::Released).await.expect("stores");
        store.forget_people(1_001).await.expect("forgets");
        assert_eq!(visits().await, [[0; 32]; 0]);
    }

    #[tokio::test]
    async fn a_database_of_a_newer_version_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().expect("the system gives a temporary folder");
        let store = Store::open(dir.path()).await.expect("a new one is made");
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (99, 'later', TRUE, X'00', 0)";
        sqlx::query(newer).execute(&store.pool).await.expect("it is written");
        let before = (schema(&store).await, records(&store).await);
        store.close().await;
        for _ in 0..2 {
            let refused = Store::open(dir.path()).await.err().map(|error| error.to_string());
            assert!(refused.as_ref().is_some_and(|text| text.contains("99")), "{refused:?}");
            let store = unopened(dir.path()).await;
            assert_eq!((schema(&store).await, records(&store).await), before);
            store.close().await;
        }
    }

    #[tokio::test]
    async fn a_database_with_another_text_of_a_migration_is_refused() {
        let dir = tempfile::tempdir().expect("the system gives a temporary folder");
        let store = Store::open(dir.path()).await.expect("a new one is made");
        sqlx::query("UPDATE _sqlx_migrations SET checksum = X'00'").execute(&store.pool).await.expect("it is written");
        store.close().await;
        assert!(matches!(Store::open(dir.path()).await.err(), Some(StoreError::Schema(MigrateError::VersionMismatch(1)))));
    }

    /// `list` looks into a database that `run` is writing to.
    #[tokio::test]
    async fn a_database_opens_while_another_program_writes() {
        let dir = tempfile::tempdir().expect("the system gives a temporary folder");
        let other = Store::open(dir.path()).await.expect("a new one is made");
        let writing = other.pool.begin_with("BEGIN IMMEDIATE").await.expect("nobody else writes");
        let opened = tokio::time::timeout(Duration::from_secs(10), Store::open(dir.path())).await;
        let store = opened.expect("it does not wait").expect("it opens");
        assert_eq!(store.counter(Counter::LastLook).await.expect("reads"), None);
        writing.rollback().await.expect("nothing was written");
    }

    /// `list` may look into a database that `run` is making at this moment.
    #[tokio::test]
    async fn two_programs_may_open_a_new_database_at_once() {
        let dir = tempfile::tempdir().expect("the system gives a temporary folder");
        let (one, other) = tokio::join!(Store::open(dir.path()), Store::open(dir.path()));
        assert!(one.is_ok() && other.is_ok(), "{:?} {:?}", one.err(), other.err());
    }
}
