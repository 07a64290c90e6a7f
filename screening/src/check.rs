//! `check-config`: everything that is wrong with a configuration, each thing with what to do about it. Nothing is made or changed; the
//! intake and the providers are asked whether they answer, and a screening that is at work is not disturbed.

use std::{
    io,
    path::{Path, PathBuf},
};

use lakzegel_crypto::{KeyId, Manifest, ManifestError, VerifiedManifest};
use reqwest::{StatusCode, Url};

use crate::{
    config::{Settings, StartError},
    evidence::{ProviderError, Providers},
    intake::{Intake, IntakeError},
    keys::{self, KeyFileError},
    now,
    pdf::{FontsError, Printer},
};

/// One thing that is wrong, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// A file that the configuration names, or the intake's address.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The folder of the sealing keys, or one of the keys.
    #[error("sealing_keys: {0}; `keys make` makes a key, and brings the folder into being")]
    SealingKeys(KeyFileError),
    /// The fonts.
    #[error("fonts: {0}")]
    Fonts(#[from] FontsError),
    /// A folder in which files must be made.
    #[error("{field}: no file can be made in {}: {error}; let the user that screening runs as write there", path.display())]
    Folder {
        /// The key of the configuration.
        field: &'static str,
        /// The folder, or the one in which it would be made.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The intake does not answer.
    #[error("intake: {0} gives no manifest: {1}; it must be the screening_listen of an intake that runs")]
    Intake(Url, IntakeError),
    /// The intake does not know the token.
    #[error("screening_token: the intake at {0} refuses the token; both must have the same")]
    TokenRefused(Url),
    /// The manifest is refused.
    #[error("the manifest that the intake serves is refused: {0}; give the intake one that two of the root keys here signed")]
    Manifest(ManifestError),
    /// The manifest is for another rule set.
    #[error("the manifest names rule set {0}, and this program has {1}: use the version that has it, or letters wait")]
    Rules(u32, u32),
    /// A key that the manifest names is not the one here.
    #[error(
        "{0}: the manifest that the intake serves names another key: bring that key's file, or have a manifest signed that names this one"
    )]
    OtherKey(&'static str),
    /// Letters are sealed to a key that is not here.
    #[error(
        "sealing_keys: letters are sealed to the key {0}, which is not in {1}: bring its file at once, or publish a manifest without it"
    )]
    NoSealingKey(KeyId, PathBuf),
    /// A provider's keys cannot be fetched.
    #[error("provider {0}: {1}; letters of its senders would wait, so its address must be reached from here")]
    Provider(String, ProviderError),
    /// Requests cannot be sent at all.
    #[error("requests cannot be sent: {0}")]
    Http(IntakeError),
}

/// Everything that is wrong; empty if screening would start, and could do its work now.
pub async fn check(settings: &Settings) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let root_keys = keep(&mut wrong, settings.root_keys());
    let cosigner = keep(&mut wrong, settings.cosigner());
    let verdict_key = keep(&mut wrong, settings.verdict_key());
    let token = keep(&mut wrong, settings.token());
    let address = keep(&mut wrong, settings.address());
    let register = keep(&mut wrong, settings.register());
    let sealing_keys = keep(&mut wrong, keys::list(&settings.sealing_keys).map_err(Wrong::SealingKeys));
    keep(&mut wrong, Printer::load(&settings.fonts));
    keep(&mut wrong, writable("data", &settings.data));
    keep(&mut wrong, writable("released", &settings.released));
    if let Some(mut register) = register {
        // A program must have an answer for somebody whom it does not know, too.
        keep(&mut wrong, register.look_up("https://nobody.invalid", "nobody").await.map_err(StartError::from));
    }

    // What follows rests on the manifest.
    let (Some(root_keys), Some(token), Some(address)) = (root_keys, token, address) else { return wrong };
    let Some(note) = keep(&mut wrong, served_manifest(&address, &token).await) else { return wrong };
    let verified = Manifest::verify(&note, &root_keys, now(), 0).map_err(Wrong::Manifest);
    let Some(manifest) = keep(&mut wrong, verified) else { return wrong };
    if manifest.rules_version != lakzegel_letter::RULES_VERSION {
        wrong.push(Wrong::Rules(manifest.rules_version.into(), lakzegel_letter::RULES_VERSION.into()));
    }
    for (field, key, named) in
        [("cosigner_key", cosigner, &manifest.cosigner), ("verdict_key", verdict_key, &manifest.verdict_key)]
    {
        if key.is_some_and(|key| key.verifier() != named) {
            wrong.push(Wrong::OtherKey(field));
        }
    }
    if let Some(sealing_keys) = sealing_keys {
        let here: Vec<KeyId> = sealing_keys.iter().map(|file| file.key.config().key_id()).collect();
        // Letters can come to every key that the intake still accepts, and not only to the one that clients seal to.
        let used = manifest.sealing_keys.iter().filter(|key| now() < key.accept_until).map(|key| key.config.key_id());
        let missing = used.filter(|id| !here.contains(id));
        wrong.extend(missing.map(|id| Wrong::NoSealingKey(id, settings.sealing_keys.clone())));
    }
    wrong.extend(providers(&manifest).await);
    wrong
}

/// What there is, or nothing and one thing more that is wrong.
fn keep<T, E: Into<Wrong>>(wrong: &mut Vec<Wrong>, found: Result<T, E>) -> Option<T> {
    found.map_err(|error| wrong.push(error.into())).ok()
}

/// Whether a file can be made in a folder, or, where there is none yet, in the folder that it would be made in. The file that is tried
/// has no name, and is gone at once.
fn writable(field: &'static str, folder: &Path) -> Result<(), Wrong> {
    let there = |path: &&Path| path.as_os_str().is_empty() || path.symlink_metadata().is_ok();
    let path = folder.ancestors().find(there).filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
    tempfile::tempfile_in(path).map(drop).map_err(|error| Wrong::Folder { field, path: path.to_owned(), error })
}

async fn served_manifest(address: &Url, token: &str) -> Result<String, Wrong> {
    let intake = Intake::new(address, token).map_err(Wrong::Http)?;
    intake.manifest().await.map_err(|error| match error {
        IntakeError::Status(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Wrong::TokenRefused(address.clone()),
        error => Wrong::Intake(address.clone(), error),
    })
}

/// Asks each provider of the manifest for its keys.
async fn providers(manifest: &VerifiedManifest) -> Vec<Wrong> {
    let providers = match Providers::new() {
        Ok(providers) => providers,
        Err(error) => return vec![Wrong::Http(error)],
    };
    let mut wrong = Vec::new();
    for provider in &manifest.providers {
        let reached = providers.published(&provider.issuer).await;
        wrong.extend(reached.err().map(|error| Wrong::Provider(provider.id.clone(), error)));
    }
    wrong
}
