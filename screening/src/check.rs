//! `check-config`: everything that is wrong with a configuration, and what to do about each thing. It changes nothing and does not disturb a
//! running screening; it asks the intake and the providers whether they answer.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use lakzegel_crypto::{KeyId, Manifest, ManifestError, RootKeys, VerifiedManifest};
use reqwest::{StatusCode, Url};

use crate::{
    config::{Settings, StartError},
    evidence::{ProviderError, Providers},
    http::{Certificates, HttpError},
    intake::{Intake, ServedManifest},
    keys::{self, KeyFileError},
    pdf::{FontsError, Printer},
    supervision::Weaker,
    time::now,
};

/// One thing that is wrong, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
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
    Intake(Url, HttpError),
    /// The intake does not know the token.
    #[error("screening_token: the intake at {0} refuses the token; both must have the same")]
    TokenRefused(Url),
    /// The manifest is refused.
    #[error("the manifest that the intake serves is refused: {0}; give the intake one that two of the root keys here signed")]
    Manifest(ManifestError),
    /// The office's own manifest.
    #[error("manifest: {0} cannot be used: {1}; put the newest manifest there, as two of the root keys here signed it")]
    OwnManifest(PathBuf, String),
    /// The office's own manifest is not the one that the intake serves.
    #[error("manifest: {0} has version {1}, and the intake serves {2}: put the newest in both places")]
    OtherManifest(PathBuf, u64, u64),
    /// The manifest is for another rule set.
    #[error("the manifest names rule set {0}, and this program has {1}: use the version that has it, or letters wait")]
    Rules(u32, u32),
    /// A key that the manifest names is not the one here.
    #[error(
        "{0}: the manifest that the intake serves names another key: bring that key's file, or have a manifest signed that names this one"
    )]
    OtherKey(&'static str),
    /// Less supervision than senders are told.
    #[error(transparent)]
    Weaker(Weaker),
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
    Http(HttpError),
}

/// Everything that is wrong. Empty if screening would start and could work now.
pub async fn check(settings: &Settings) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        settings.untrusted().into_iter().map(|untrusted| StartError::from(untrusted).into()).collect();
    let root_keys = keep(&mut problems, settings.root_keys());
    if let Some(root_keys) = &root_keys {
        keep(&mut problems, settings.client_list(root_keys, now()).map_err(StartError::from));
    }
    let cosigner = keep(&mut problems, settings.cosigner());
    let consistency_key = keep(&mut problems, settings.consistency_key());
    let verdict_key = keep(&mut problems, settings.verdict_key());
    let freshness_key = keep(&mut problems, settings.freshness_key());
    let supervised = keep(&mut problems, settings.supervised());
    let token = keep(&mut problems, settings.token());
    let address = keep(&mut problems, settings.address());
    let certificates = if address.is_some() { keep(&mut problems, settings.certificates()) } else { None };
    if settings.person_key.exists() {
        keep(&mut problems, keys::read_person_key(&settings.person_key).map_err(StartError::PersonKey));
    } else if let Some(folder) = settings.person_key.parent() {
        keep(&mut problems, writable("person_key", folder));
    }
    let register = keep(&mut problems, settings.register());
    let sealing_keys = keep(&mut problems, keys::list(&settings.sealing_keys).map_err(Problem::SealingKeys));
    keep(&mut problems, Printer::load(&settings.fonts));
    keep(&mut problems, writable("data", &settings.data));
    keep(&mut problems, writable("released", &settings.released));
    if let Some(notices) = &settings.notices {
        keep(&mut problems, writable("notices", notices));
    }
    if let Some(mut register) = register {
        // A program must also answer for somebody whom it does not know.
        keep(&mut problems, register.look_up("https://nobody.invalid", "nobody").await.map_err(StartError::from));
    }

    let own = root_keys.as_ref().and_then(|root_keys| keep(&mut problems, own_manifest(&settings.manifest, root_keys)));

    // The rest needs the manifest.
    let (Some(root_keys), Some(token), Some(address), Some(certificates)) = (root_keys, token, address, certificates) else {
        return problems;
    };
    let Some(ServedManifest { note, .. }) = keep(&mut problems, served_manifest(&address, &token, certificates).await) else {
        return problems;
    };
    let verified = Manifest::verify(&note, &root_keys, now(), 0).map_err(Problem::Manifest);
    let Some(manifest) = keep(&mut problems, verified) else { return problems };
    if let Some(own) = own
        && own.version != manifest.version
    {
        problems.push(Problem::OtherManifest(settings.manifest.clone(), own.version, manifest.version));
    }
    if manifest.rules_version != lakzegel_letter::RULES_VERSION {
        problems.push(Problem::Rules(manifest.rules_version.into(), lakzegel_letter::RULES_VERSION.into()));
    }
    if let Some(supervised) = supervised {
        keep(&mut problems, supervised.keeps(&manifest).map_err(Problem::Weaker));
    }
    for (field, key, named) in [
        ("cosigner_key", cosigner, &manifest.cosigner),
        ("consistency_key", consistency_key, &manifest.consistency_key),
        ("verdict_key", verdict_key, &manifest.verdict_key),
        ("freshness_key", freshness_key, &manifest.freshness_key),
    ] {
        if key.is_some_and(|key| key.verifier() != named) {
            problems.push(Problem::OtherKey(field));
        }
    }
    if let Some(sealing_keys) = sealing_keys {
        let here: Vec<KeyId> = sealing_keys.iter().map(|file| file.key.config().key_id()).collect();
        // Letters can come to every key that the intake still accepts, and not only to the one that clients seal to.
        let used = manifest.sealing_keys.iter().filter(|key| now() < key.accept_until).map(|key| key.config.key_id());
        let missing = used.filter(|id| !here.contains(id));
        problems.extend(missing.map(|id| Problem::NoSealingKey(id, settings.sealing_keys.clone())));
    }
    problems.extend(providers(&manifest).await);
    problems
}

/// The value, or `None` and one more problem, unless it is named already.
fn keep<T, E: Into<Problem>>(problems: &mut Vec<Problem>, found: Result<T, E>) -> Option<T> {
    let problem = match found {
        Ok(found) => return Some(found),
        Err(error) => error.into(),
    };
    // A loose key is found among all the files, and once more when it is read.
    let said = |other: &Problem| problem.to_string().contains(&other.to_string());
    if !problems.iter().any(said) {
        problems.push(problem);
    }
    None
}

/// Whether a file can be made in a folder or, if there is none yet, in the folder where it would be made. The file that is tried has no name,
/// and is gone at once.
fn writable(field: &'static str, folder: &Path) -> Result<(), Problem> {
    let there = |path: &&Path| path.as_os_str().is_empty() || path.symlink_metadata().is_ok();
    let path = folder.ancestors().find(there).filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
    tempfile::tempfile_in(path).map(drop).map_err(|error| Problem::Folder { field, path: path.to_owned(), error })
}

fn own_manifest(file: &Path, root_keys: &RootKeys) -> Result<VerifiedManifest, Problem> {
    let refused = |reason: String| Problem::OwnManifest(file.to_owned(), reason);
    let note = fs::read_to_string(file).map_err(|error| refused(error.to_string()))?;
    Manifest::verify(&note, root_keys, now(), 0).map_err(|error| refused(error.to_string()))
}

async fn served_manifest(address: &Url, token: &str, certificates: Option<Certificates>) -> Result<ServedManifest, Problem> {
    let intake = Intake::new(address, token, certificates).map_err(Problem::Http)?;
    intake.manifest().await.map_err(|error| match error {
        HttpError::Status(StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Problem::TokenRefused(address.clone()),
        error => Problem::Intake(address.clone(), error),
    })
}

/// Asks each provider of the manifest for its keys.
async fn providers(manifest: &VerifiedManifest) -> Vec<Problem> {
    let providers = match Providers::new() {
        Ok(providers) => providers,
        Err(error) => return vec![Problem::Http(error)],
    };
    let mut problems = Vec::new();
    for provider in &manifest.providers {
        let reached = providers.published(&provider.issuer).await;
        problems.extend(reached.err().map(|error| Problem::Provider(provider.id.clone(), error)));
    }
    problems
}
