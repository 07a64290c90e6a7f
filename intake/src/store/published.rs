//! What is published besides the log: statuses, the manifest, and the statement that it is the newest.

use lakzegel_crypto::LookupId;
use sqlx::{AnyConnection, Connection as _};

use super::database::{Store, StoreError, in_time};

/// A status to be published.
pub struct NewStatus<'a> {
    /// Where it is found.
    pub lookup: LookupId,
    /// When screening published it, in seconds since 1970.
    pub published_at: u64,
    /// Encrypted and signed.
    pub bytes: &'a [u8],
}

impl Store {
    /// The encrypted status under a look-up id. `None` if none is published.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn status(&self, lookup: &LookupId) -> Result<Option<Vec<u8>>, StoreError> {
        self.read_value(sqlx::query_as("SELECT bytes FROM statuses WHERE lookup = $1").bind(lookup.as_bytes().to_vec())).await
    }

    /// Publishes encrypted statuses, each in place of the one before. Gives `false`, and publishes none, if one is older than the one before, or
    /// another one of the same time: no letter goes back. What is there already may come again.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn put_statuses(&self, statuses: &[NewStatus<'_>]) -> Result<bool, StoreError> {
        let writing = async |connection: &mut AnyConnection| {
            let mut transaction = connection.begin().await?;
            for NewStatus { lookup, published_at, bytes } in statuses {
                let query = sqlx::query(
                    "INSERT INTO statuses (lookup, published_at, bytes) VALUES ($1, $2, $3) ON CONFLICT (lookup) \
                     DO UPDATE SET published_at = excluded.published_at, bytes = excluded.bytes \
                     WHERE excluded.published_at > statuses.published_at OR excluded.bytes = statuses.bytes",
                );
                let query = query.bind(lookup.as_bytes().to_vec()).bind(published_at.cast_signed()).bind(bytes.to_vec());
                if query.execute(&mut *transaction).await?.rows_affected() == 0 {
                    return Ok(false);
                }
            }
            transaction.commit().await?;
            Ok::<_, StoreError>(true)
        };
        in_time(self.writer.acquire().await?, writing).await
    }

    /// The highest manifest version that was ever served, and that manifest's text. Version 0 if none was. The text is empty if it was served
    /// by a program that did not store it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn manifest_seen(&self) -> Result<(u64, String), StoreError> {
        let seen: Option<(i64, String)> = self.read(sqlx::query_as("SELECT version, note FROM manifest")).await?;
        Ok(seen.map(|(version, note)| (version.cast_unsigned(), note)).unwrap_or_default())
    }

    /// Stores a manifest that is served from now on, unless one of a higher version was served before.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn put_manifest_seen(&self, version: u64, note: &str) -> Result<(), StoreError> {
        let query = sqlx::query(
            "INSERT INTO manifest (\"only\", version, note) VALUES (1, $1, $2) ON CONFLICT (\"only\") \
             DO UPDATE SET version = excluded.version, note = excluded.note WHERE excluded.version >= manifest.version",
        );
        self.write(query.bind(version.cast_signed()).bind(note.to_owned())).await
    }

    /// The newest statement of freshness that came, as a note. `None` if none ever came.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn freshness(&self) -> Result<Option<String>, StoreError> {
        self.read_value(sqlx::query_as("SELECT note FROM freshness")).await
    }

    /// Stores a statement of freshness that was made `at` this time, in seconds since 1970, in place of the one before. Gives `false`, and stores
    /// nothing, if that one is younger, or another of the same time; unless it is later than `latest`, and so was never true.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn put_freshness(&self, at: u64, note: &str, latest: u64) -> Result<bool, StoreError> {
        let writing = async |connection: &mut AnyConnection| {
            let query = sqlx::query(
                "INSERT INTO freshness (\"only\", at, note) VALUES (1, $1, $2) ON CONFLICT (\"only\") \
                 DO UPDATE SET at = excluded.at, note = excluded.note WHERE excluded.at > freshness.at OR excluded.note = freshness.note OR freshness.at > $3",
            );
            let done = query.bind(at.cast_signed()).bind(note.to_owned()).bind(latest.cast_signed()).execute(connection).await?;
            Ok::<_, StoreError>(done.rows_affected() > 0)
        };
        in_time(self.writer.acquire().await?, writing).await
    }
}
