//! What is published besides the log: statuses, and the manifest.

use lakzegel_crypto::LookupId;

use super::database::{Store, StoreError};

impl Store {
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
}
