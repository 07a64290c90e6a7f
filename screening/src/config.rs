//! Configuration: one TOML file, environment variables on top of it, and what the files that it names hold.
//!
//! Each field of [`Settings`] is a key of the file, and `LAKZEGEL_SCREENING_` with the key in capitals is its variable; the table of the
//! register comes from the file only. Paths are relative to the file. Secrets are never in it: it names the files that hold them.

use std::{
    fs, io,
    num::NonZeroU64,
    path::{Path, PathBuf},
};

use config::{Config, Environment, File, FileFormat};
use lakzegel_crypto::{
    RootKeys,
    note::{Algorithm, SigningKey},
};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    keys::{self, KeyFileError},
    register::{Register, RegisterError, RegisterSettings},
};

/// Environment variables begin with this.
const PREFIX: &str = "LAKZEGEL_SCREENING";
/// The shortest token that is accepted, in bytes. The intake has the same limit.
const SHORTEST_TOKEN: usize = 32;

/// What screening needs to know.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the database and its lock are, or will be made.
    pub data: PathBuf,
    /// The intake's screening listener: scheme, host and port.
    pub intake: String,
    /// A file with the token that the intake asks for, at least 32 bytes.
    pub screening_token: PathBuf,
    /// The origin and the three root keys.
    pub root_keys: PathBuf,
    /// The folder with the sealing keys.
    pub sealing_keys: PathBuf,
    /// The key that cosigns checkpoints.
    pub cosigner_key: PathBuf,
    /// The key that signs statuses.
    pub verdict_key: PathBuf,
    /// Where released letters go.
    pub released: PathBuf,
    /// Who releases letters. There is no default: somebody must have decided it.
    pub supervision: Supervision,
    /// The folder with the printing fonts.
    pub fonts: PathBuf,
    /// Statuses are published at multiples of this many seconds since 1970.
    #[serde(default = "six_hours")]
    pub publish_every_seconds: NonZeroU64,
    /// How many seconds to wait between two looks at the log.
    #[serde(default = "five_seconds")]
    pub poll_every_seconds: NonZeroU64,
    /// Where the names of people are whose evidence has none. Without it, only what evidence says counts.
    pub register: Option<RegisterSettings>,
}

/// How letters are supervised: by whom they are released. What is withheld because a program found something is withheld either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Supervision {
    /// Every letter waits for a person.
    Read,
    /// What the rules let pass is released at once, and no person reads it before.
    Rules,
}

impl Supervision {
    /// Its name in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Rules => "rules",
        }
    }

    /// What it means, for the office's people.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Read => "every letter waits until a person releases or withholds it",
            Self::Rules => "what the rules let pass is released without a person",
        }
    }
}

/// The configuration cannot be understood. The text says where and why.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", file.display())]
pub struct ConfigError {
    file: PathBuf,
    error: Box<config::ConfigError>,
}

/// Something that the configuration names cannot be used. Each text says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The token's file.
    #[error("screening_token: {0} cannot be read: {1}; it must hold the same token as the intake's")]
    TokenFile(PathBuf, io::Error),
    /// The token is too short.
    #[error(
        "screening_token: the token in {0} is shorter than {SHORTEST_TOKEN} bytes; make a longer one, here and at the intake"
    )]
    Token(PathBuf),
    /// The address.
    #[error("intake must be http:// or https:// and a host, the intake's screening_listen: {0}")]
    Address(String),
    /// A note key's file.
    #[error("{0}: {1}; `note-key make` makes one")]
    Key(&'static str, KeyFileError),
    /// A note key of another kind.
    #[error("{0}: the key in {1} is not of the kind {2}; make one with `note-key make --kind {2}`")]
    Kind(&'static str, PathBuf, &'static str),
    /// The root keys.
    #[error("root_keys: {0}")]
    RootKeys(KeyFileError),
    /// The register.
    #[error(transparent)]
    Register(#[from] RegisterError),
}

impl Settings {
    /// Reads the file and the variables. A relative path in either begins at the file's folder.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, a key is missing or unknown, or a value has the wrong type.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let read = || {
            let variables = Environment::with_prefix(PREFIX).prefix_separator("_").ignore_empty(true);
            let all = Config::builder().add_source(File::new(&file.to_string_lossy(), FileFormat::Toml)).add_source(variables);
            all.build()?.try_deserialize::<Self>()
        };
        let mut settings = read().map_err(|error| ConfigError { file: file.to_owned(), error: Box::new(error) })?;
        let folder = file.parent().unwrap_or(Path::new(""));
        settings.paths().for_each(|path| *path = folder.join(&*path));
        if let Some(program) = settings.register.as_mut().and_then(|register| register.program.as_mut()?.first_mut()) {
            // Never a name without a folder, which the system would look for in folders of its own choice.
            *program = Path::new(".").join(folder).join(&*program).to_string_lossy().into_owned();
        }
        Ok(settings)
    }

    fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        let always = [
            &mut self.data,
            &mut self.screening_token,
            &mut self.root_keys,
            &mut self.sealing_keys,
            &mut self.cosigner_key,
            &mut self.verdict_key,
            &mut self.released,
            &mut self.fonts,
        ];
        always.into_iter().chain(self.register.as_mut().and_then(|register| register.file.as_mut()))
    }

    /// The intake's address.
    ///
    /// # Errors
    ///
    /// If it is not http or https with a host.
    pub fn address(&self) -> Result<Url, StartError> {
        let url = Url::parse(&self.intake).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        url.ok_or_else(|| StartError::Address(self.intake.clone()))
    }

    /// The token that the intake asks for.
    ///
    /// # Errors
    ///
    /// If its file cannot be read, or it is too short.
    pub fn token(&self) -> Result<Zeroizing<String>, StartError> {
        let file = &self.screening_token;
        let text = fs::read_to_string(file).map(Zeroizing::new).map_err(|error| StartError::TokenFile(file.clone(), error))?;
        let token = text.trim();
        if token.len() < SHORTEST_TOKEN { Err(StartError::Token(file.clone())) } else { Ok(Zeroizing::new(token.to_owned())) }
    }

    /// The origin and the root keys.
    ///
    /// # Errors
    ///
    /// If their file cannot be read, or is not one.
    pub fn root_keys(&self) -> Result<RootKeys, StartError> {
        keys::read_root_keys(&self.root_keys).map_err(StartError::RootKeys)
    }

    /// The key that cosigns checkpoints.
    ///
    /// # Errors
    ///
    /// If its file cannot be read, or is a key of another kind.
    pub fn cosigner(&self) -> Result<SigningKey, StartError> {
        note_key("cosigner_key", &self.cosigner_key, Algorithm::Cosignature, "cosigner")
    }

    /// The key that signs statuses.
    ///
    /// # Errors
    ///
    /// If its file cannot be read, or is a key of another kind.
    pub fn verdict_key(&self) -> Result<SigningKey, StartError> {
        note_key("verdict_key", &self.verdict_key, Algorithm::Ed25519, "note")
    }

    /// The register of names.
    ///
    /// # Errors
    ///
    /// If its file cannot be read, or its program is not one.
    pub fn register(&self) -> Result<Register, StartError> {
        Ok(Register::open(self.register.as_ref())?)
    }
}

fn note_key(field: &'static str, file: &Path, algorithm: Algorithm, kind: &'static str) -> Result<SigningKey, StartError> {
    let key = keys::read_note_key(file).map_err(|error| StartError::Key(field, error))?;
    if key.verifier().algorithm() == algorithm { Ok(key) } else { Err(StartError::Kind(field, file.to_owned(), kind)) }
}

const fn six_hours() -> NonZeroU64 {
    NonZeroU64::new(6 * 60 * 60).expect("it is not zero")
}

const fn five_seconds() -> NonZeroU64 {
    NonZeroU64::new(5).expect("it is not zero")
}
