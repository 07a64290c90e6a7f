//! The logins that came back, by hashes that tell nothing of anybody: each counts once, whichever intake it comes back to.

use lakzegel_contract::limit::LOGIN_SECONDS;
use sqlx::AnyConnection;

use super::database::{Store, StoreError, in_time};
use crate::time::MINUTE;

/// How many minutes a login is remembered. Its cookie counts no longer than that after it has come back.
const REMEMBERED: u64 = LOGIN_SECONDS / MINUTE + 1;

impl Store {
    /// Notes that a login has come back, and gives the minute in which it came back first: `None` if that is now. `login` is a hash of its state,
    /// and `minute` is now, in minutes since 1970.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; it may be noted or not.
    pub async fn note_return(&self, login: &[u8; 32], minute: u64) -> Result<Option<u64>, StoreError> {
        let before = async || {
            let query = sqlx::query_as("SELECT minute FROM logins WHERE hash = $1").bind(login.to_vec());
            let first: Option<i64> = self.read_value(query).await?;
            Ok::<_, StoreError>(first.map(i64::cast_unsigned))
        };
        // Who shows one cookie again and again has nothing written.
        if let Some(first) = before().await? {
            return Ok(Some(first));
        }
        let noting = async |connection: &mut AnyConnection| {
            forget(connection, minute).await?;
            let insert = sqlx::query("INSERT INTO logins (hash, minute) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING");
            let insert = insert.bind(login.to_vec()).bind(minute.cast_signed());
            Ok::<_, StoreError>(insert.execute(connection).await?.rows_affected() == 1)
        };
        if in_time(self.writer.acquire().await?, noting).await? {
            return Ok(None);
        }
        // It came to another intake at the same moment. If that is forgotten already, it was long ago.
        Ok(Some(before().await?.unwrap_or(0)))
    }
}

/// Deletes the logins whose cookies count no more in the minute `now`, in minutes since 1970.
pub async fn forget(connection: &mut AnyConnection, now: u64) -> Result<(), sqlx::Error> {
    let delete = sqlx::query("DELETE FROM logins WHERE minute < $1").bind(now.saturating_sub(REMEMBERED).cast_signed());
    delete.execute(connection).await.map(drop)
}
