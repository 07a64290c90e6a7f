//! Configuration: one TOML file, environment variables on top of it, and what the files that it names hold.
//!
//! Each field of [`Settings`] is a key of the file, and `LAKZEGEL_SCREENING_` with the key in capitals is its variable; the tables of the
//! register and of the line to the intake come from the file only. Paths are relative to the file. Secrets are never in it: it names the files that hold them.

use std::{
    collections::HashSet,
    fs, io,
    num::NonZeroU64,
    path::{Path, PathBuf},
};

use config::{Config, Environment, File, FileFormat};
use lakzegel_crypto::{
    Newest, RootKeys,
    manifest::Supervision,
    note::{Algorithm, SigningKey},
};
use reqwest::Url;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::{
    client::{self, ListError},
    http::{self, Certificates, HttpError},
    keys::{self, KeyFileError},
    register::{Register, RegisterError, RegisterSettings},
    sender::PersonKey,
    supervision::{self, Supervised},
    trust::{self, Untrusted},
};

/// Environment variables begin with this.
const PREFIX: &str = "LAKZEGEL_SCREENING";
/// The shortest token that is accepted, in bytes. The intake has the same limit.
const SHORTEST_TOKEN: usize = 32;

/// What screening needs to know.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The file itself.
    #[serde(skip)]
    pub file: PathBuf,
    /// Where the database and its lock are, or will be made.
    pub data: PathBuf,
    /// The intake's screening listener: scheme, host and port. Without TLS only on this machine.
    pub intake: String,
    /// How the intake is known, and how it knows screening, if it is called by TLS.
    pub intake_tls: Option<TlsSettings>,
    /// A file with the token that the intake asks for, at least 32 bytes.
    pub screening_token: PathBuf,
    /// The origin and the three root keys.
    pub root_keys: PathBuf,
    /// The folder with the sealing keys.
    pub sealing_keys: PathBuf,
    /// The key that cosigns checkpoints.
    pub cosigner_key: PathBuf,
    /// The key that signs, at once, that the log continues.
    pub consistency_key: PathBuf,
    /// The key that signs statuses.
    pub verdict_key: PathBuf,
    /// The key that signs what is the newest.
    pub freshness_key: PathBuf,
    /// The newest manifest, signed: what the office has from those who sign it, and not from the intake.
    pub manifest: PathBuf,
    /// The newest list of the client's files, signed. Without it the office states none, and nobody can know which list is the newest.
    pub client_list: Option<PathBuf>,
    /// The key by which people are known again, for flags. Made if it is missing.
    pub person_key: PathBuf,
    /// Where released letters go.
    pub released: PathBuf,
    /// Where notices to people wait to be collected, who are told of the first letter in their name. Without it nobody is told.
    pub notices: Option<PathBuf>,
    /// Who releases letters. There is no default: somebody must have decided it.
    #[serde(with = "supervision")]
    pub supervision: Supervision,
    /// Of how many letters in a hundred a person reads one, where that is drawn by chance.
    pub sample_percent: Option<u8>,
    /// The folder with the printing fonts.
    pub fonts: PathBuf,
    /// Statuses are published at multiples of this many seconds since 1970.
    #[serde(default = "six_hours")]
    pub publish_every_seconds: NonZeroU64,
    /// It is signed anew what is the newest after this many seconds.
    #[serde(default = "five_minutes")]
    pub freshness_every_seconds: NonZeroU64,
    /// How many seconds to wait between two looks at the log.
    #[serde(default = "five_seconds")]
    pub poll_every_seconds: NonZeroU64,
    /// Where the names of people are whose evidence has none. Without it, only what evidence says counts.
    pub register: Option<RegisterSettings>,
}

/// Both sides' certificates on the line to the intake, as PEM.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsSettings {
    /// The authority that the intake's certificate is of. No other is believed, whatever the system trusts.
    pub authority: PathBuf,
    /// The certificate that screening shows, with those between it and its authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
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
    /// An address on another machine, without TLS.
    #[error(
        "intake: {0} leaves this machine in plain sight: http:// is for 127.0.0.1, [::1] and localhost; use https:// with the table [intake_tls]"
    )]
    Plain(String),
    /// TLS without certificates.
    #[error("[intake_tls]: {0} is https://, so give `authority`, `certificate` and `key`: both sides show who they are")]
    NoCertificates(String),
    /// Certificates without TLS.
    #[error("[intake_tls] is given, but {0} is http://: write https://, or leave the table out")]
    NoTls(String),
    /// A file of a certificate or its key.
    #[error("[intake_tls]: {0} cannot be read: {1}")]
    CertificateFile(PathBuf, io::Error),
    /// The certificates and the key.
    #[error("[intake_tls]: {0}")]
    Certificates(HttpError),
    /// The key by which people are known.
    #[error("person_key: {0}; where there is none, `run` makes one")]
    PersonKey(KeyFileError),
    /// Something that others can read or change.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
    /// A note key's file.
    #[error("{0}: {1}; `note-key make` makes one")]
    Key(&'static str, KeyFileError),
    /// A note key of another kind.
    #[error("{0}: the key in {1} is not of the kind {2}; make one with `note-key make --kind {2}`")]
    Kind(&'static str, PathBuf, &'static str),
    /// The root keys.
    #[error("root_keys: {0}")]
    RootKeys(KeyFileError),
    /// The list of the client's files.
    #[error("client_list: {0}")]
    ClientList(#[from] ListError),
    /// Drawn by chance, and nobody said how many.
    #[error("supervision = \"sample\" needs sample_percent, from 1 to 100: of how many letters in a hundred a person reads one")]
    NoPercent,
    /// A share without a draw.
    #[error("sample_percent is for supervision = \"sample\", and it is {0:?}: leave one of them out")]
    Percent(&'static str),
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
        settings.file = file.to_owned();
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
            &mut self.consistency_key,
            &mut self.verdict_key,
            &mut self.freshness_key,
            &mut self.manifest,
            &mut self.person_key,
            &mut self.released,
            &mut self.fonts,
        ];
        let tls = self.intake_tls.as_mut().map(|tls| [&mut tls.authority, &mut tls.certificate, &mut tls.key]);
        let register = self.register.as_mut().and_then(|register| register.file.as_mut());
        always.into_iter().chain(&mut self.client_list).chain(&mut self.notices).chain(tls.into_iter().flatten()).chain(register)
    }

    /// Whether nobody else can read what is secret here, or change what is believed: every file and folder that is named, the configuration
    /// itself, and the folders that lead there. What is not there yet is made for this user only, and is fine.
    pub fn untrusted(&self) -> Vec<Untrusted> {
        let mut found = Vec::new();
        let mut look = |path: &Path, judged: Result<(), Untrusted>| {
            found.extend([judged, trust::way_to(path)].into_iter().filter_map(Result::err));
        };
        for path in [&self.file, &self.root_keys, &self.manifest].into_iter().chain(&self.client_list) {
            look(path, trust::believed(path));
        }
        let keys = [&self.cosigner_key, &self.consistency_key, &self.verdict_key, &self.freshness_key, &self.person_key];
        for path in [&self.screening_token].into_iter().chain(keys) {
            look(path, trust::secret(path));
        }
        for path in [&self.sealing_keys, &self.data, &self.released].into_iter().chain(&self.notices) {
            look(path, trust::secret_folder(path));
        }
        if let Some(TlsSettings { authority, certificate, key }) = &self.intake_tls {
            look(authority, trust::believed(authority));
            look(certificate, trust::believed(certificate));
            look(key, trust::secret(key));
        }
        if let Some(register) = &self.register {
            if let Some(file) = &register.file {
                look(file, trust::private(file));
            }
            if let Some(program) = register.program.as_ref().and_then(|words| words.first()).map(Path::new) {
                look(program, trust::believed(program));
            }
        }
        found.extend(trust::not_everybodys(&self.fonts).err());
        let mut told = HashSet::new();
        found.retain(|untrusted| told.insert(untrusted.to_string()));
        found
    }

    /// As [`untrusted`](Self::untrusted).
    ///
    /// # Errors
    ///
    /// The first thing that others can read or change.
    pub fn check_trust(&self) -> Result<(), StartError> {
        self.untrusted().into_iter().next().map_or(Ok(()), |untrusted| Err(untrusted.into()))
    }

    /// The intake's address.
    ///
    /// # Errors
    ///
    /// If it is not http or https with a host; if it is http, and not this machine.
    pub fn address(&self) -> Result<Url, StartError> {
        let wrong = || StartError::Address(self.intake.clone());
        let url =
            Url::parse(&self.intake).ok().filter(|url| url.has_host() && url.username().is_empty() && url.password().is_none());
        let url = url.ok_or_else(wrong)?;
        match url.scheme() {
            "https" => Ok(url),
            "http" if http::is_this_machine(&url) => Ok(url),
            "http" => Err(StartError::Plain(self.intake.clone())),
            _ => Err(wrong()),
        }
    }

    /// Both sides' certificates on the line to the intake; `None` if it is called without TLS, on this machine.
    ///
    /// # Errors
    ///
    /// If they are missing with https or given with http, or one of their files cannot be read.
    pub fn certificates(&self) -> Result<Option<Certificates>, StartError> {
        let is_tls = self.address()?.scheme() == "https";
        let tls = match &self.intake_tls {
            Some(tls) if is_tls => tls,
            Some(_) => return Err(StartError::NoTls(self.intake.clone())),
            None if is_tls => return Err(StartError::NoCertificates(self.intake.clone())),
            None => return Ok(None),
        };
        let read = |file: &PathBuf| fs::read(file).map_err(|error| StartError::CertificateFile(file.clone(), error));
        let (authority, certificate, key) = (read(&tls.authority)?, read(&tls.certificate)?, Zeroizing::new(read(&tls.key)?));
        Certificates::read(&authority, &certificate, &key).map(Some).map_err(StartError::Certificates)
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

    /// The key that signs that the log continues.
    ///
    /// # Errors
    ///
    /// If its file cannot be read, or is a key of another kind.
    pub fn consistency_key(&self) -> Result<SigningKey, StartError> {
        note_key("consistency_key", &self.consistency_key, Algorithm::Cosignature, "cosigner")
    }

    /// How letters are supervised.
    ///
    /// # Errors
    ///
    /// If letters are drawn by chance and it is not said how many, or the other way round.
    pub fn supervised(&self) -> Result<Supervised, StartError> {
        match (self.supervision, self.sample_percent) {
            (Supervision::Sample, Some(percent @ 1..=100)) => Ok(Supervised { kind: Supervision::Sample, percent }),
            (Supervision::Sample, _) => Err(StartError::NoPercent),
            (_, Some(_)) => Err(StartError::Percent(self.supervision.as_str())),
            (kind, None) => Ok(Supervised { kind, percent: 100 }),
        }
    }

    /// The key that signs statuses.
    ///
    /// # Errors
    ///
    /// If its file cannot be read, or is a key of another kind.
    pub fn verdict_key(&self) -> Result<SigningKey, StartError> {
        note_key("verdict_key", &self.verdict_key, Algorithm::Ed25519, "note")
    }

    /// The key that signs what is the newest.
    ///
    /// # Errors
    ///
    /// If its file cannot be read, or is a key of another kind.
    pub fn freshness_key(&self) -> Result<SigningKey, StartError> {
        note_key("freshness_key", &self.freshness_key, Algorithm::Ed25519, "note")
    }

    /// Which list of the client's files is the newest, at `now` in seconds since 1970; `None` if the configuration names none.
    ///
    /// # Errors
    ///
    /// If it cannot be read, two of the root keys did not sign it for their deployment, or it does not count at that time.
    pub fn client_list(&self, root_keys: &RootKeys, now: u64) -> Result<Option<Newest>, ListError> {
        self.client_list.as_deref().map(|path| client::newest(path, root_keys, now)).transpose()
    }

    /// The key by which people are known again, which is made if there is none.
    ///
    /// # Errors
    ///
    /// If it can be neither read nor made.
    pub fn person_key(&self) -> Result<PersonKey, StartError> {
        let made = keys::make_person_key(&self.person_key).map_err(StartError::PersonKey)?;
        if made {
            tracing::info!("there was no person key: one was made, and nobody who wrote before is known again");
        }
        keys::read_person_key(&self.person_key).map_err(StartError::PersonKey)
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

const fn five_minutes() -> NonZeroU64 {
    NonZeroU64::new(5 * 60).expect("it is not zero")
}

const fn five_seconds() -> NonZeroU64 {
    NonZeroU64::new(5).expect("it is not zero")
}
