//! The signed manifest that the intake serves: verified with the root keys at the start, and replaced when its file changes or another
//! intake of the same database serves a newer one. Versions only go up, because a client accepts no lower version than it has seen. With it goes
//! the newest statement of screening's that it is the newest.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use axum::body::Bytes;
use flate2::{Compression, write::GzEncoder};
use lakzegel_crypto::{Freshness, Manifest, ManifestError, RootKeys, VerifiedManifest, note::VerifierKey};

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

/// A manifest with the signed note that it came in, and what says that it is the newest.
pub struct ServedManifest {
    note: String,
    /// Its verified content.
    pub manifest: VerifiedManifest,
    /// `None` until screening has said so of this manifest.
    fresh: Option<Fresh>,
    /// What clients get: the manifest as it was signed and, behind it, the statement that it is the newest.
    pub answer: Bytes,
    /// The same, compressed with gzip.
    pub gzip: Bytes,
}

/// A statement of freshness, and the signed note that it came in.
struct Fresh {
    note: String,
    statement: Freshness,
}

impl ServedManifest {
    fn new(note: String, manifest: VerifiedManifest, fresh: Option<Fresh>) -> Self {
        let answer = [note.as_str(), fresh.as_ref().map_or("", |fresh| fresh.note.as_str())].concat();
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        let gzip = gzip.write_all(answer.as_bytes()).and_then(|()| gzip.finish()).expect("writing to memory does not fail");
        Self { note, manifest, fresh, answer: answer.into(), gzip: gzip.into() }
    }
}

impl Fresh {
    /// Reads a statement that the manifest's key signed, and that names no newer manifest than this one.
    fn read(note: String, manifest: &VerifiedManifest) -> Option<Self> {
        let statement = Freshness::verify(&note, &manifest.freshness_key).ok()?;
        // How old it is matters to whoever asks for the manifest.
        statement.speaks_for(manifest, statement.at).ok()?;
        Some(Self { note, statement })
    }

    /// Whether it is of a time to come: a clock was wrong, and it counts for nothing.
    fn is_to_come(&self, manifest: &VerifiedManifest) -> bool {
        self.statement.at > latest(manifest)
    }

    /// Whether it may be served in the place of `before`: it is later, and goes back in nothing.
    fn goes_on_from(&self, before: &Self) -> bool {
        let numbers = |fresh: &Self| (fresh.statement.manifest.number, fresh.statement.client.map(|client| client.number));
        let ((manifest, client), (manifest_before, client_before)) = (numbers(self), numbers(before));
        self.statement.at > before.statement.at && manifest >= manifest_before && client >= client_before
    }
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
        let fresh =
            store.freshness().await?.and_then(|note| Fresh::read(note, &manifest)).filter(|fresh| !fresh.is_to_come(&manifest));
        Ok(Self { file, root_keys, log_key, served: RwLock::new(Arc::new(ServedManifest::new(note, manifest, fresh))) })
    }

    /// The root keys of this deployment, two of which sign what it says about itself.
    pub fn root_keys(&self) -> &RootKeys {
        &self.root_keys
    }

    /// The manifest in use.
    pub fn current(&self) -> Arc<ServedManifest> {
        self.served.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes a statement that the manifest in use is the newest, to be served with it from now on. Gives `false`, and the one before stays, unless
    /// the manifest's key signed it, it is of no time to come, and it goes on from the one before. One that names a newer manifest is not taken:
    /// until that is here, too, the one before says what is true.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn take_freshness(&self, note: String, store: &Store) -> Result<bool, StoreError> {
        let served = self.current();
        let Some(fresh) = Fresh::read(note, &served.manifest) else { return Ok(false) };
        if served.fresh.as_ref().is_some_and(|before| before.note == fresh.note) {
            return Ok(true);
        }
        let goes_back = served.fresh.as_ref().is_some_and(|before| !fresh.goes_on_from(before));
        if fresh.is_to_come(&served.manifest) || goes_back {
            return Ok(false);
        }
        if !store.put_freshness(fresh.statement.at, &fresh.note, latest(&served.manifest)).await? {
            return Ok(false);
        }
        self.serve_fresh(fresh);
        Ok(true)
    }

    /// Serves a statement with the manifest, unless a younger one came meanwhile.
    fn serve_fresh(&self, fresh: Fresh) {
        let mut served = self.served.write().unwrap_or_else(PoisonError::into_inner);
        if served.fresh.as_ref().is_none_or(|before| fresh.goes_on_from(before)) {
            *served = Arc::new(ServedManifest::new(served.note.clone(), served.manifest.clone(), Some(fresh)));
        }
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
            // What screening said to another intake.
            if store.is_shared()
                && let Ok(Some(note)) = store.freshness().await
                && let Some(fresh) = Fresh::read(note, &self.current().manifest)
            {
                self.serve_fresh(fresh);
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
        let mut served = self.served.write().unwrap_or_else(PoisonError::into_inner);
        // What was said of the one before holds for this one, which is newer, as long as the key is the same.
        let fresh = served.fresh.as_ref().and_then(|fresh| Fresh::read(fresh.note.clone(), &manifest));
        *served = Arc::new(ServedManifest::new(note, manifest, fresh));
        Ok(version)
    }
}

/// The latest time, in seconds since 1970, that is not one to come by any clock that is right.
fn latest(manifest: &VerifiedManifest) -> u64 {
    now().saturating_add(manifest.clock_tolerance)
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
