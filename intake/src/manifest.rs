//! The signed manifest that the intake serves: verified with the root keys at the start, and replaced when its file changes or another
//! intake of the same database serves a newer one. Versions only go up, because a client accepts no lower version than it has seen.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use lakzegel_crypto::{Manifest, ManifestError, RootKeys, VerifiedManifest, note::VerifierKey};

use crate::{
    store::{Store, StoreError},
    time::now,
};

/// How often the file and the database are read.
const INTERVAL: Duration = Duration::from_secs(2);

/// Why a manifest is not served.
#[derive(Debug, thiserror::Error)]
pub enum RefusedManifest {
    /// The file cannot be read.
    #[error("the manifest {0} cannot be read: {1}")]
    File(PathBuf, io::Error),
    /// It does not verify: signatures, validity or version.
    #[error("the manifest {0} is refused: {1}")]
    Manifest(PathBuf, ManifestError),
    /// It names another log key: clients would refuse every receipt.
    #[error("the manifest {0} does not name this intake's log key {1} as the current one")]
    LogKey(PathBuf, VerifierKey),
    /// Its version could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A manifest with the signed note that it came in.
pub struct ServedManifest {
    /// The signed text, as clients get it.
    pub note: String,
    /// Its verified content.
    pub manifest: VerifiedManifest,
}

/// The manifest in use, and what a new one is verified with.
pub struct Manifests {
    file: PathBuf,
    root_keys: RootKeys,
    log_key: VerifierKey,
    served: RwLock<Arc<ServedManifest>>,
}

impl Manifests {
    /// Reads and verifies the file. A version below the highest that was ever served from this database is refused.
    ///
    /// # Errors
    ///
    /// [`RefusedManifest`] if the file cannot be read or does not verify, or the database does not work.
    pub async fn open(file: PathBuf, root_keys: RootKeys, log_key: VerifierKey, store: &Store) -> Result<Self, RefusedManifest> {
        let (seen, _) = store.manifest_seen().await?;
        let (note, manifest) = read(&file, &root_keys, &log_key, seen)?;
        store.put_manifest_seen(manifest.version, &note).await?;
        Ok(Self { file, root_keys, log_key, served: RwLock::new(Arc::new(ServedManifest { note, manifest })) })
    }

    /// The root keys of this deployment, two of which sign what it says about itself.
    pub fn root_keys(&self) -> &RootKeys {
        &self.root_keys
    }

    /// The manifest in use.
    pub fn current(&self) -> Arc<ServedManifest> {
        self.served.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks for a new manifest, for ever. One that verifies is used from then on. One that does not is logged, and the old one stays.
    pub async fn watch(&self, store: &Store) {
        let mut seen = self.current().note.clone();
        let mut seen_elsewhere = String::new();
        loop {
            tokio::time::sleep(INTERVAL).await;
            // The file may be missing for a moment while it is replaced.
            if let Ok(note) = tokio::fs::read_to_string(&self.file).await
                && note != seen
            {
                seen.clone_from(&note);
                self.try_out(note, store).await;
            }
            if store.is_shared()
                && let Ok((version, note)) = store.manifest_seen().await
                && version > self.current().manifest.version
                && note != seen_elsewhere
            {
                seen_elsewhere.clone_from(&note);
                self.try_out(note, store).await;
            }
        }
    }

    async fn try_out(&self, note: String, store: &Store) {
        match self.replace(note, store).await {
            Ok(version) => tracing::info!(version, "a new manifest is in use"),
            Err(error) => tracing::error!(%error, "a new manifest was ignored; the one before stays in use"),
        }
    }

    async fn replace(&self, note: String, store: &Store) -> Result<u64, RefusedManifest> {
        let manifest = verify(&note, &self.file, &self.root_keys, &self.log_key, self.current().manifest.version)?;
        let version = manifest.version;
        store.put_manifest_seen(version, &note).await?;
        *self.served.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ServedManifest { note, manifest });
        Ok(version)
    }
}

/// Reads and verifies a manifest whose version is not below `seen`. Gives its text and its content.
///
/// # Errors
///
/// [`RefusedManifest`] if the file cannot be read or does not verify.
pub fn read(
    file: &Path,
    root_keys: &RootKeys,
    log_key: &VerifierKey,
    seen: u64,
) -> Result<(String, VerifiedManifest), RefusedManifest> {
    let note = fs::read_to_string(file).map_err(|error| RefusedManifest::File(file.to_owned(), error))?;
    let manifest = verify(&note, file, root_keys, log_key, seen)?;
    Ok((note, manifest))
}

fn verify(
    note: &str,
    file: &Path,
    root_keys: &RootKeys,
    log_key: &VerifierKey,
    seen: u64,
) -> Result<VerifiedManifest, RefusedManifest> {
    let manifest =
        Manifest::verify(note, root_keys, now(), seen).map_err(|error| RefusedManifest::Manifest(file.to_owned(), error))?;
    let current = manifest.log_keys.iter().any(|log| log.retired_at.is_none() && log.key == *log_key);
    if current { Ok(manifest) } else { Err(RefusedManifest::LogKey(file.to_owned(), log_key.clone())) }
}
