//! Making manifests: a draft from a small TOML file and the sealing keys on disk, a root key's signature, and the check that clients make.
//! Root keys are offline; these commands run where they are, and talk to nobody.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use lakzegel_crypto::{
    KeyConfigError, Manifest, ManifestError, VerifiedManifest,
    log::Checkpoint,
    manifest::{Limits, LogKey, MAX_VALIDITY, Provider, Retired, SealingKey, Supervision, VolumeLimit, Witnesses},
    note::{Note, NoteError},
};
use serde::Deserialize;

use crate::{
    files,
    keys::{self, KeyFileError},
    supervision,
    time::{self, DAY},
};

/// Why a manifest could not be drafted, signed or checked.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The TOML file says something that this version does not understand.
    #[error("{path}: {error}")]
    Config {
        /// Which one.
        path: PathBuf,
        /// Where, and what.
        error: Box<toml::de::Error>,
    },
    /// A key file.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// Valid for longer than allowed.
    #[error("a manifest is valid for at most {} days", MAX_VALIDITY / DAY)]
    Validity,
    /// No sealing key stays active until the manifest expires.
    #[error("no sealing key is active until the manifest expires: make one with `keys make`, or shorten the validity")]
    NoActiveKey,
    /// No zone is called so.
    #[error("time_zone {0:?} is not in the IANA's database of time zones: write it as there, for example Europe/Amsterdam")]
    TimeZone(String),
    /// Nobody would accept the manifest.
    #[error(
        "the draft contradicts itself: check that key names are ORIGIN/log, ORIGIN/screening, ORIGIN/consistency, ORIGIN/verdict and ORIGIN/freshness and no \
         key is there twice, that there are at most 32 of anything, that the quorum is more than half of the witnesses, and that providers have a lower-case id and asymmetric algorithms"
    )]
    Unsound,
    /// A text that people read has something in it that cannot be seen.
    #[error("{0:?} has characters that cannot be seen, or more than one line: write it anew")]
    Unseen(String),
    /// The file to sign is not a manifest.
    #[error("{0} is not a manifest")]
    NotAManifest(PathBuf),
    /// What should be a retired log key's last checkpoint is not one, or not its.
    #[error("{0} is not a checkpoint that the retired log key signed: save the log's `/checkpoint` before another key signs")]
    NotItsCheckpoint(PathBuf),
    /// The key has signed already.
    #[error("{0} has signed this manifest already; two different root keys must")]
    SignedAlready(String),
    /// The note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// A client would refuse it.
    #[error(transparent)]
    Refused(#[from] ManifestError),
    /// Nothing can be sealed to one of its keys. A client would only see that after the letter is written.
    #[error("a sealing key in the manifest: {0}")]
    SealingKey(#[from] KeyConfigError),
}

/// The TOML file; `manifest.example.toml` explains each field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    origin: String,
    version: u64,
    validity_days: u64,
    #[serde(default = "one")]
    client_release: u32,
    notice_version: u16,
    #[serde(with = "supervision")]
    supervision: Supervision,
    #[serde(default = "two_hours")]
    visit_life_seconds: u64,
    #[serde(default = "a_week")]
    outbox_life_seconds: u64,
    #[serde(default = "two_minutes")]
    clock_tolerance_seconds: u64,
    #[serde(default = "three")]
    letters_per_visit: u32,
    #[serde(default = "time::netherlands")]
    time_zone: String,
    #[serde(default = "six_hours")]
    status_period_seconds: u64,
    #[serde(default = "ninety_days")]
    status_term_seconds: u64,
    log_key: PathBuf,
    cosigner_key: PathBuf,
    consistency_key: PathBuf,
    verdict_key: PathBuf,
    freshness_key: PathBuf,
    limits: Option<LimitsConfig>,
    sealing_keys: KeyLives,
    #[serde(default)]
    visitor_codes: bool,
    #[serde(default)]
    retired_log_key: Vec<RetiredConfig>,
    #[serde(default)]
    witness: Vec<PathBuf>,
    #[serde(default)]
    quorum: u32,
    #[serde(default)]
    provider: Vec<ProviderConfig>,
    #[serde(default)]
    volume_limit: Vec<VolumeLimitConfig>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitsConfig {
    characters: u32,
    bytes: u32,
    pages: u32,
}

/// A log key that signs no more, and its last checkpoint.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RetiredConfig {
    key: PathBuf,
    last_checkpoint: PathBuf,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyLives {
    seal_days: u64,
    open_days: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProviderConfig {
    id: String,
    name: String,
    issuer: String,
    audience: String,
    acr: Vec<String>,
    algorithms: Vec<String>,
    #[serde(default)]
    help: BTreeMap<String, String>,
    failure: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VolumeLimitConfig {
    letters: u32,
    days: u32,
    basis: String,
}

const fn two_hours() -> u64 {
    2 * 60 * 60
}

const fn a_week() -> u64 {
    7 * DAY
}

const fn two_minutes() -> u64 {
    120
}

const fn six_hours() -> u64 {
    6 * 60 * 60
}

const fn ninety_days() -> u64 {
    90 * 24 * 60 * 60
}

const fn one() -> u32 {
    1
}

const fn three() -> u32 {
    3
}

/// Writes an unsigned manifest to `out`. `now`, in seconds since 1970, is when it is issued.
///
/// # Errors
///
/// If a file cannot be read or written, or the manifest would not be accepted.
pub fn draft(config_path: &Path, keys_dir: &Path, out: &Path, now: u64) -> Result<(), MakeError> {
    let config: Config = toml::from_str(&read(config_path)?)
        .map_err(|error| MakeError::Config { path: config_path.to_owned(), error: Box::new(error) })?;
    let folder = config_path.parent().unwrap_or(Path::new(""));
    let key = |path: &Path| keys::read_verifier_key(&folder.join(path));
    let default = lakzegel_letter::Limits::default();
    let default = LimitsConfig { characters: default.characters, bytes: default.bytes, pages: default.pages };
    let limits = config.limits.unwrap_or(default);
    let expires = now.saturating_add(config.validity_days.saturating_mul(DAY));
    if expires - now > MAX_VALIDITY {
        return Err(MakeError::Validity);
    }
    let manifest = Manifest {
        origin: config.origin,
        version: config.version,
        issued: now,
        expires,
        rules_version: lakzegel_letter::RULES_VERSION,
        client_release: config.client_release,
        notice_version: config.notice_version,
        supervision: config.supervision,
        limits: Limits { characters: limits.characters, bytes: limits.bytes, pages: limits.pages },
        visit_life: config.visit_life_seconds,
        outbox_life: config.outbox_life_seconds,
        clock_tolerance: config.clock_tolerance_seconds,
        letters_per_visit: config.letters_per_visit,
        time_zone: config.time_zone,
        status_period: config.status_period_seconds,
        status_term: config.status_term_seconds,
        sealing_keys: sealing_keys(keys_dir, &config.sealing_keys, config.outbox_life_seconds, now)?,
        log_keys: log_keys(&config.log_key, &config.retired_log_key, folder)?,
        cosigner: key(&config.cosigner_key)?,
        consistency_key: key(&config.consistency_key)?,
        verdict_key: key(&config.verdict_key)?,
        freshness_key: key(&config.freshness_key)?,
        witnesses: Witnesses {
            keys: config.witness.iter().map(|path| key(path)).collect::<Result<_, _>>()?,
            quorum: config.quorum,
        },
        visitor_codes: config.visitor_codes,
        providers: config.provider.into_iter().map(Provider::from).collect(),
        volume_limits: config.volume_limit.into_iter().map(VolumeLimit::from).collect(),
    };
    if !manifest.sealing_keys.iter().any(|key| key.seal_until >= expires) {
        return Err(MakeError::NoActiveKey);
    }
    if !time::is_zone(&manifest.time_zone) {
        return Err(MakeError::TimeZone(manifest.time_zone));
    }
    if let Some(text) = texts_for_people(&manifest).find(|text| hides_something(text)) {
        return Err(MakeError::Unseen(text.to_owned()));
    }
    let text = manifest.to_text();
    if Manifest::parse_text(&text).as_ref() != Ok(&manifest) {
        return Err(MakeError::Unsound);
    }
    write(out, &text)
}

/// What people read of a manifest, in the client and here.
fn texts_for_people(manifest: &Manifest) -> impl Iterator<Item = &str> {
    fn of_provider(provider: &Provider) -> impl Iterator<Item = &str> {
        let help = provider.help.iter().map(|(_, text)| text.as_str());
        [provider.name.as_str()].into_iter().chain(help).chain(provider.failure.as_deref())
    }
    let bases = manifest.volume_limits.iter().map(|limit| limit.basis.as_str());
    manifest.providers.iter().flat_map(of_provider).chain(bases)
}

/// Whether the rules would find something in a text that cannot be seen, so that it may look like another.
fn hides_something(text: &str) -> bool {
    let found = lakzegel_letter::check(text, &lakzegel_letter::Limits::default()).findings;
    text.contains(lakzegel_letter::ends_line) || found.iter().any(|finding| finding.rule.is_repairable())
}

/// The log key in use, then those that are retired, each with the last checkpoint that it signed.
fn log_keys(in_use: &Path, retired: &[RetiredConfig], folder: &Path) -> Result<Vec<LogKey>, MakeError> {
    let mut log_keys = vec![LogKey { key: keys::read_verifier_key(&folder.join(in_use))?, retired_at: None }];
    for RetiredConfig { key, last_checkpoint } in retired {
        let (key, path) = (keys::read_verifier_key(&folder.join(key))?, folder.join(last_checkpoint));
        let note = Note::parse(&read(&path)?)?;
        let Checkpoint { size, root, origin } =
            Checkpoint::parse(note.text()).map_err(|_| MakeError::NotItsCheckpoint(path.clone()))?;
        if note.verify([&key])?.is_empty() || origin != key.name() {
            return Err(MakeError::NotItsCheckpoint(path));
        }
        log_keys.push(LogKey { key, retired_at: Some(Retired { size, root }) });
    }
    Ok(log_keys)
}

/// The keys that screening may still open with, each with its dates, the oldest first: clients seal to the first that is not past its
/// seal-until.
fn sealing_keys(dir: &Path, lives: &KeyLives, outbox_life: u64, now: u64) -> Result<Vec<SealingKey>, MakeError> {
    let dates = |file: keys::SealingKeyFile| {
        let seal_until = file.made.saturating_add(lives.seal_days.saturating_mul(DAY));
        let accept_until = seal_until.saturating_add(outbox_life);
        let open_until = accept_until.saturating_add(lives.open_days.saturating_mul(DAY));
        SealingKey { config: file.key.config().clone(), seal_until, accept_until, open_until }
    };
    Ok(keys::list(dir)?.into_iter().map(dates).filter(|key| now < key.open_until).collect())
}

/// Adds a root key's signature to the manifest in `note_path`, in place.
///
/// # Errors
///
/// If a file cannot be read or written, is not a manifest, nothing can be sealed to one of its keys, or the key has signed already.
pub fn sign(key_path: &Path, note_path: &Path) -> Result<(), MakeError> {
    let key = keys::read_note_key(key_path)?;
    let content = read(note_path)?;
    // A draft has no signature yet, and so is not a whole note.
    let mut note = Note::parse(&content).or_else(|_| Note::new(content))?;
    let manifest = Manifest::parse_text(note.text()).map_err(|_| MakeError::NotAManifest(note_path.to_owned()))?;
    check_sealing_keys(&manifest)?;
    if !note.verify([key.verifier()])?.is_empty() {
        return Err(MakeError::SignedAlready(key.verifier().name().to_owned()));
    }
    note.add(key.sign(note.text()));
    write(note_path, &note.to_string())
}

/// Checks a signed manifest as a client does that has never seen one. `now` is in seconds since 1970.
///
/// # Errors
///
/// If a file cannot be read, or a client would refuse the manifest.
pub fn check(root_keys: &Path, note_path: &Path, now: u64) -> Result<VerifiedManifest, MakeError> {
    let root_keys = keys::read_root_keys(root_keys)?;
    let manifest = Manifest::verify(&read(note_path)?, &root_keys, now, 0)?;
    check_sealing_keys(&manifest)?;
    Ok(manifest)
}

fn check_sealing_keys(manifest: &Manifest) -> Result<(), KeyConfigError> {
    manifest.sealing_keys.iter().try_for_each(|key| key.config.check())
}

fn read(path: &Path) -> Result<String, MakeError> {
    fs::read_to_string(path).map_err(|error| MakeError::File { path: path.to_owned(), error })
}

fn write(path: &Path, text: &str) -> Result<(), MakeError> {
    files::replace(path, text.as_bytes()).map_err(|error| MakeError::File { path: path.to_owned(), error })
}

impl From<ProviderConfig> for Provider {
    fn from(config: ProviderConfig) -> Self {
        let ProviderConfig { id, name, issuer, audience, acr, algorithms, help, failure } = config;
        Self { id, issuer, audience, algorithms, acr, name, help: help.into_iter().collect(), failure }
    }
}

impl From<VolumeLimitConfig> for VolumeLimit {
    fn from(config: VolumeLimitConfig) -> Self {
        let VolumeLimitConfig { letters, days, basis } = config;
        Self { letters, days, basis }
    }
}
