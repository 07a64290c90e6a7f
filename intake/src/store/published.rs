//! What is published besides the log: statuses and the manifest.

use lakzegel_crypto::LookupId;

use super::database::{Store, StoreError};

impl Store {
    /// The encrypted status under a look-up id. `None` if none is published.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn status(&self, lookup: &LookupId) -> Result<Option<Vec<u8>>, StoreError> {
        self.read_value(sqlx::query_as("SELECT bytes FROM statuses WHERE lookup = $1").bind(lookup.as_bytes().to_vec())).await
    }

    /// Publishes an encrypted status in place of the one before.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn put_status(&self, lookup: &LookupId, bytes: &[u8]) -> Result<(), StoreError> {
        let query = sqlx::query(
            "INSERT INTO statuses (lookup, bytes) VALUES ($1, $2) ON CONFLICT (lookup) DO UPDATE SET bytes = excluded.bytes",
        );
        self.write(query.bind(lookup.as_bytes().to_vec()).bind(bytes.to_vec())).await
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
}
