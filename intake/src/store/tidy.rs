//! Deleting what has lapsed, and what the database's own files still tell about it.

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use super::database::{Store, StoreError, TURN, in_time};

/// Who tidies: whoever comes first, and the others need not.
const TIDYING: &str = "SELECT pg_try_advisory_xact_lock(7811887322)";

impl Store {
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
