//! Deleting what has lapsed, and what the database's own files tell about the past hour.

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use super::{
    database::{Store, StoreError, TURN, in_time},
    logins,
};
use crate::time::{DAY, MINUTE};

/// Takes the lock for tidying, if no other intake has it. The number is arbitrary, and used for nothing else.
const TIDYING: &str = "SELECT pg_try_advisory_xact_lock(7811887322)";

impl Store {
    /// Deletes the grants, visitor codes, counts and salts whose day is over, the logins whose cookies count no more, the statuses that were not
    /// published anew for `status_term` seconds, and what the database's own files tell about the past hour. `now` is in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; some of it may then not be done.
    pub async fn tidy(&self, now: u64, status_term: u64) -> Result<(), StoreError> {
        let shared = self.is_shared();
        let tidying = async |connection: &mut AnyConnection| {
            if shared {
                return tidy_shared(connection, now, status_term).await;
            }
            delete_lapsed(connection, now).await?;
            delete_statuses(connection, now.saturating_sub(status_term)).await?;
            sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await?;
            Ok::<_, StoreError>(())
        };
        in_time(self.writer.acquire().await?, tidying).await
    }
}

/// Deletes what has lapsed by `now`.
async fn delete_lapsed(connection: &mut AnyConnection, now: u64) -> Result<(), sqlx::Error> {
    for delete in [
        "DELETE FROM grants WHERE last_day < $1",
        "DELETE FROM admissions WHERE day < $1",
        "DELETE FROM volume WHERE day < $1",
        "DELETE FROM day_salts WHERE day < $1",
    ] {
        sqlx::query(delete).bind((now / DAY).cast_signed()).execute(&mut *connection).await?;
    }
    logins::forget(connection, now / MINUTE).await
}

/// Deletes the statuses of before `least`, in seconds since 1970.
async fn delete_statuses(connection: &mut AnyConnection, least: u64) -> Result<(), sqlx::Error> {
    let delete = sqlx::query("DELETE FROM statuses WHERE published_at < $1").bind(least.cast_signed());
    delete.execute(connection).await.map(drop)
}

/// [`Store::tidy`] with PostgreSQL. Does nothing if another intake is doing it.
async fn tidy_shared(connection: &mut AnyConnection, now: u64, status_term: u64) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with("BEGIN").await?;
    if !sqlx::query_scalar(TIDYING).fetch_one(&mut *transaction).await? {
        return Ok(());
    }
    sqlx::raw_sql(TURN).execute(&mut *transaction).await?;
    // All intakes wait for these table locks. If a long read is in the way, as a backup is, this fails and is tried again later.
    sqlx::raw_sql("SET LOCAL lock_timeout = '2s'").execute(&mut *transaction).await?;
    // Some grants are given without TURN, and none may be lost between reading and rewriting.
    let tables = [("grants", "hash"), ("admissions", "hash"), ("volume", "person"), ("day_salts", "day"), ("logins", "hash")];
    for (table, _) in tables {
        lock_table(&mut transaction, table).await?;
    }
    delete_lapsed(&mut transaction, now).await?;
    for (table, key) in tables {
        rewrite(&mut transaction, table, key).await?;
    }
    transaction.commit().await?;

    // Statuses are in the order in which screening published them. There is one for each letter of the last months, so the table is rewritten only
    // if something was published since the last time.
    let mut transaction = connection.begin_with("BEGIN").await?;
    sqlx::raw_sql("SET LOCAL lock_timeout = '2s'").execute(&mut *transaction).await?;
    lock_table(&mut transaction, "statuses").await?;
    delete_statuses(&mut transaction, now.saturating_sub(status_term)).await?;
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

/// Rewrites a locked table of PostgreSQL in the order of its key, so that its file does not tell the order in which its rows were written.
/// Deleted rows go with the old file.
async fn rewrite(transaction: &mut AnyConnection, table: &str, key: &str) -> Result<(), sqlx::Error> {
    let statements = format!(
        "CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM {table}; TRUNCATE {table}; \
         INSERT INTO {table} SELECT * FROM kept ORDER BY {key}; DROP TABLE kept"
    );
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(transaction).await.map(drop)
}
