//! The tables, and how an older database is brought up to date: sqlx's migrator over the files in `migrations/`, one folder for each kind of
//! database. A file's number is the version of the schema that it leads to.
//!
//! Files that were released do not change, not even in a comment: the migrator compares their hashes. Up to version 3 this program kept the
//! version itself, in SQLite's `user_version` and in PostgreSQL's table `schema_version`. Such a database is adopted: its migrations count as
//! applied. The old record stays, so that one can go back to the program that wrote it; the first migration after version 3 has to delete it.

use sqlx::{
    AnyConnection, SqlSafeStr as _,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

/// A migration: the version it leads to, its description, and its statements.
type File = (i64, &'static str, &'static str);

const SQLITE: [File; 2] = [
    (2, "all tables", include_str!("../../migrations/sqlite/2_all_tables.sql")),
    (3, "cosigned size and manifest note", include_str!("../../migrations/sqlite/3_cosigned_size_and_manifest_note.sql")),
];

const POSTGRES: [File; 1] = [(3, "all tables", include_str!("../../migrations/postgres/3_all_tables.sql"))];

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
    Migrate(MigrateError),
    /// Any other error of the database.
    #[error("the database does not work: {0}")]
    Database(#[from] sqlx::Error),
}

impl From<MigrateError> for SchemaError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::VersionMissing(version) => Self::Version(version),
            error => Self::Migrate(error),
        }
    }
}

/// Makes the tables if the database is empty, and adds what an older version lacks. Intakes that share a database wait for each other: the
/// migrator holds a lock in PostgreSQL, and an SQLite database has one intake only.
///
/// # Errors
///
/// [`SchemaError`] if the database has a version that this program does not know, or does not work.
pub async fn migrate(connection: &mut AnyConnection, shared: bool) -> Result<(), SchemaError> {
    let migrator = migrator(shared);
    if let Some(version) = version_before_migrator(connection, shared).await? {
        if !migrator.version_exists(version) {
            return Err(SchemaError::Version(version));
        }
        migrator.skip(&mut *connection, Some(version)).await?;
    }
    Ok(migrator.run(connection).await?)
}

/// Whether this program can work with a shared database. Nothing is made or changed.
///
/// # Errors
///
/// [`SchemaError`] if the database has a version that this program does not know, or does not work.
pub async fn examine_shared(connection: &mut AnyConnection) -> Result<(), SchemaError> {
    let mut versions: Vec<i64> = version_before_migrator(connection, true).await?.into_iter().collect();
    let tables: i64 = sqlx::query_scalar("SELECT count(to_regclass('_sqlx_migrations'))").fetch_one(&mut *connection).await?;
    if tables > 0 {
        versions.extend(sqlx::query_scalar::<_, i64>("SELECT version FROM _sqlx_migrations").fetch_all(connection).await?);
    }
    let migrator = migrator(true);
    match versions.into_iter().find(|version| !migrator.version_exists(*version)) {
        Some(version) => Err(SchemaError::Version(version)),
        None => Ok(()),
    }
}

fn migrator(shared: bool) -> Migrator {
    let files: &[File] = if shared { &POSTGRES } else { &SQLITE };
    let migration = |&(version, description, statements): &File| {
        Migration::new(version, description.into(), MigrationType::Simple, statements.into_sql_str(), false)
    };
    Migrator::with_migrations(files.iter().map(migration).collect())
}

/// The version that a program without migrator has recorded; `None` if no such program made the database.
async fn version_before_migrator(connection: &mut AnyConnection, shared: bool) -> Result<Option<i64>, sqlx::Error> {
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
