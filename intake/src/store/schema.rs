//! The tables, and how an older database is brought up to date: sqlx's migrator over the files in `migrations/`, one folder for each kind of
//! database. A file's number is the version of the schema that it leads to.
//!
//! Files that were released do not change, not even in a comment: the migrator compares their hashes. Up to version 3 this program kept the
//! version itself, in SQLite's `user_version` and in PostgreSQL's table `schema_version`. Such a database is adopted: its migrations count as
//! applied, and version 4 deletes the old record.

use sqlx::{
    AnyConnection, SqlSafeStr as _,
    migrate::{AppliedMigration, Migrate as _, MigrateError, Migration, MigrationType, Migrator},
};

/// A migration: the version it leads to, its description, and its statements.
type File = (i64, &'static str, &'static str);

const SQLITE: [File; 7] = [
    (2, "all tables", include_str!("../../migrations/sqlite/2_all_tables.sql")),
    (3, "cosigned size and manifest note", include_str!("../../migrations/sqlite/3_cosigned_size_and_manifest_note.sql")),
    (4, "logins", include_str!("../../migrations/sqlite/4_logins.sql")),
    (5, "cosignatures", include_str!("../../migrations/sqlite/5_cosignatures.sql")),
    (6, "statuses", include_str!("../../migrations/sqlite/6_statuses.sql")),
    (7, "statements", include_str!("../../migrations/sqlite/7_statements.sql")),
    (8, "freshness", include_str!("../../migrations/sqlite/8_freshness.sql")),
];

const POSTGRES: [File; 6] = [
    (3, "all tables", include_str!("../../migrations/postgres/3_all_tables.sql")),
    (4, "logins", include_str!("../../migrations/postgres/4_logins.sql")),
    (5, "cosignatures", include_str!("../../migrations/postgres/5_cosignatures.sql")),
    (6, "statuses", include_str!("../../migrations/postgres/6_statuses.sql")),
    (7, "statements", include_str!("../../migrations/postgres/7_statements.sql")),
    (8, "freshness", include_str!("../../migrations/postgres/8_freshness.sql")),
];

/// The migrator's own table.
const MIGRATIONS: &str = "_sqlx_migrations";

/// The newest version that this program knows, of either database.
const NEWEST: i64 = POSTGRES[POSTGRES.len() - 1].0;

/// Why a database cannot be used with this program's schema.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// The database was made by a version of this program with another schema.
    #[error(
        "the database has schema version {0}, and this program knows version {NEWEST}; use the program that goes with the database, or an \
         empty database"
    )]
    Version(i64),
    /// A migration cannot be applied.
    #[error("the database cannot be brought up to date: {0}")]
    Migrate(#[from] MigrateError),
    /// Any other error of the database.
    #[error("the database does not work: {0}")]
    Database(#[from] sqlx::Error),
}

/// Makes the tables if the database is empty, and adds what an older version lacks. A database with all migrations is only read.
///
/// `turn` is a transaction that no other intake has at the same time. It is for the caller to commit: an intake that disappears before has
/// changed nothing.
///
/// # Errors
///
/// [`SchemaError`] if the database has a version that this program does not know, or does not work. The transaction must then be undone.
pub async fn migrate(turn: &mut AnyConnection, shared: bool) -> Result<(), SchemaError> {
    let migrator = migrator(shared);
    let recorded = Recorded::read(turn, shared).await?;
    recorded.expect_known(&migrator)?;
    if !recorded.is_all_of(&migrator) {
        if let Some(version) = recorded.before_migrator {
            migrator.skip(&mut *turn, Some(version)).await?;
        }
        migrator.run(turn).await?;
    }
    Ok(())
}

/// Whether this program can work with a shared database. Nothing is made or changed.
///
/// # Errors
///
/// [`SchemaError`] if the database has a version that this program does not know, or does not work.
pub async fn examine_shared(connection: &mut AnyConnection) -> Result<(), SchemaError> {
    Recorded::read(connection, true).await?.expect_known(&migrator(true))
}

/// What a database says about its schema.
struct Recorded {
    /// The version that a program without migrator has recorded. `None` if no such program made the database.
    before_migrator: Option<i64>,
    /// What the migrator has recorded, by version.
    applied: Vec<AppliedMigration>,
}

impl Recorded {
    async fn read(connection: &mut AnyConnection, shared: bool) -> Result<Self, SchemaError> {
        let before_migrator = if !shared {
            let version: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
            (version != 0).then_some(version)
        } else if has_table(connection, shared, "schema_version").await? {
            sqlx::query_scalar("SELECT version FROM schema_version").fetch_optional(&mut *connection).await?
        } else {
            None
        };
        let applied = if has_table(connection, shared, MIGRATIONS).await? {
            connection.list_applied_migrations(MIGRATIONS).await?
        } else {
            Vec::new()
        };
        Ok(Self { before_migrator, applied })
    }

    /// Refuses a database of a later program, or of one before the first migration; names its highest version.
    fn expect_known(&self, migrator: &Migrator) -> Result<(), SchemaError> {
        let versions = self.applied.iter().map(|applied| applied.version).chain(self.before_migrator);
        let unknown = versions.filter(|version| !migrator.version_exists(*version)).max();
        unknown.map_or(Ok(()), |version| Err(SchemaError::Version(version)))
    }

    /// Whether exactly these migrations have been applied, with the hashes that they have now.
    fn is_all_of(&self, migrator: &Migrator) -> bool {
        let known = migrator.iter().map(|migration| (migration.version, &migration.checksum));
        self.applied.iter().map(|applied| (applied.version, &applied.checksum)).eq(known)
    }
}

async fn has_table(connection: &mut AnyConnection, shared: bool, name: &str) -> Result<bool, sqlx::Error> {
    let count = if shared {
        "SELECT count(to_regclass($1))"
    } else {
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = $1"
    };
    let count: i64 = sqlx::query_scalar(count).bind(name).fetch_one(connection).await?;
    Ok(count > 0)
}

/// The migrations for either database. They take no lock of their own: the transaction has one already.
fn migrator(shared: bool) -> Migrator {
    let files: &[File] = if shared { &POSTGRES } else { &SQLITE };
    let migration = |&(version, description, statements): &File| {
        Migration::new(version, description.into(), MigrationType::Simple, statements.into_sql_str(), false)
    };
    let mut migrator = Migrator::with_migrations(files.iter().map(migration).collect());
    migrator.set_locking(false);
    migrator
}
