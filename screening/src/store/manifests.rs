//! What was published outside and is remembered here: manifests, and the keys of identity providers.

use lakzegel_crypto::{Manifest, note::Note};
use sha2::{Digest as _, Sha256};
use sqlx::{Row as _, sqlite::SqliteRow};

use super::database::{Result, Store, StoreError, optional, signed};

/// A manifest that screening verified once and remembers since.
pub struct StoredManifest {
    /// SHA-256 of its text: what letters call it.
    pub hash: [u8; 32],
    /// The manifest.
    pub manifest: Manifest,
}

impl StoredManifest {
    fn read(note: &str) -> Option<Self> {
        let note = Note::parse(note).ok()?;
        let hash = Sha256::digest(note.text().as_bytes()).into();
        Some(Self { hash, manifest: Manifest::parse_text(note.text()).ok()? })
    }
}

/// A key that an identity provider was seen to have.
#[derive(Clone, Debug)]
pub struct ProviderKey {
    /// The key, as JSON (RFC 7517).
    pub jwk: String,
    /// When the provider was first seen without it, in seconds since 1970.
    pub gone_at: Option<u64>,
}

impl Store {
    /// Stores a manifest that was verified at `seen_at`, in seconds since 1970. `note` is the signed text.
    pub async fn record_manifest(&self, hash: &[u8; 32], version: u64, note: &str, seen_at: u64) -> Result<()> {
        let query =
            sqlx::query("INSERT INTO manifests (hash, version, note, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
        query.bind(&hash[..]).bind(signed(version)).bind(note).bind(signed(seen_at)).execute(&self.pool).await?;
        Ok(())
    }

    /// Every manifest that was ever accepted, the newest version first.
    pub async fn manifests(&self) -> Result<Vec<StoredManifest>> {
        let rows = sqlx::query("SELECT note FROM manifests ORDER BY version DESC, seen_at DESC").fetch_all(&self.pool).await?;
        let read = |row: &SqliteRow| StoredManifest::read(row.try_get("note")?).ok_or(StoreError::Content("manifest"));
        rows.iter().map(read).collect()
    }

    /// Stores which keys a provider has at this moment (each as JSON), and marks the others as gone.
    pub async fn record_provider_keys(&self, issuer: &str, jwks: &[String], now: u64) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("UPDATE provider_keys SET gone_at = ? WHERE issuer = ? AND gone_at IS NULL")
            .bind(signed(now))
            .bind(issuer)
            .execute(&mut *transaction)
            .await?;
        for jwk in jwks {
            sqlx::query(
                "INSERT INTO provider_keys (issuer, jwk, first_seen) VALUES (?, ?, ?) ON CONFLICT (issuer, jwk) DO UPDATE SET gone_at = NULL",
            )
            .bind(issuer)
            .bind(jwk)
            .bind(signed(now))
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Every key that a provider was ever seen to have, in the order in which they were seen.
    pub async fn provider_keys(&self, issuer: &str) -> Result<Vec<ProviderKey>> {
        let query = sqlx::query("SELECT jwk, gone_at FROM provider_keys WHERE issuer = ? ORDER BY first_seen");
        let rows = query.bind(issuer).fetch_all(&self.pool).await?;
        let key = |row: &SqliteRow| Ok(ProviderKey { jwk: row.try_get("jwk")?, gone_at: optional(row, "gone_at")? });
        rows.iter().map(key).collect()
    }
}
