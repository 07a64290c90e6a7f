//! The sender's client: the built files, read once at the start and served from memory.
//!
//! `x.br` and `x.gz` beside `x` are its compressed forms, made at build time. A file with a hash in its name never changes, and browsers may
//! keep it for ever; they ask for every other file again each time.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
};

use axum::{body::Bytes, http::HeaderValue};
use lakzegel_contract::{
    KIOSK, Step,
    served::{PAGE, cache_control, media_type},
};
use sha2::{Digest as _, Sha256};

use crate::config::Settings;

/// Why there is no client to serve.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// A folder or a file cannot be read.
    #[error("the client's files in {0} cannot be read: {1}")]
    Read(PathBuf, io::Error),
    /// The folder holds no built client.
    #[error("there is no index.html in {0}: build the client first (cargo xtask client), or name its folder with --client")]
    NoPage(PathBuf),
}

/// All files, by path, and how the page is served.
pub struct Client {
    files: HashMap<String, File>,
    kiosk_only: bool,
    /// The value of the header [`KIOSK_IDLE_MINUTES`](lakzegel_contract::header::KIOSK_IDLE_MINUTES), if a time is configured.
    pub kiosk_idle: Option<HeaderValue>,
}

/// What is served at a path.
pub enum Found<'c> {
    /// The one page, which shows a step.
    Page {
        /// The page.
        file: &'c File,
        /// Whether it is a kiosk's.
        kiosk: bool,
    },
    /// Any other file.
    File(&'c File),
    /// A step that this intake shows on kiosks only.
    KioskOnly,
    /// Nothing, but a step is at this address, which is what was meant.
    Meant(String),
    /// Nothing.
    Nothing,
}

/// A file, as it is and compressed.
pub struct File {
    /// Its media type, by its name.
    pub media_type: &'static str,
    /// How long it may be kept: `Cache-Control`, by its name.
    pub cache_control: &'static str,
    /// As it is.
    pub plain: Representation,
    /// Compressed with Brotli, if the build made that.
    pub brotli: Option<Representation>,
    /// Compressed with gzip, if the build made that.
    pub gzip: Option<Representation>,
}

/// One form of a file (RFC 9110 section 3.2).
pub struct Representation {
    /// Its bytes.
    pub bytes: Bytes,
    /// The name of these bytes, in quotes: the beginning of their SHA-256.
    pub etag: HeaderValue,
}

impl Representation {
    fn new(bytes: Vec<u8>) -> Self {
        let digits = base16ct::lower::encode_string(&Sha256::digest(&bytes)[..16]);
        let etag = HeaderValue::try_from(format!("\"{digits}\"")).expect("hexadecimal digits may stand in a header");
        Self { bytes: bytes.into(), etag }
    }
}

impl Client {
    /// Reads all files in the client's folder.
    ///
    /// # Errors
    ///
    /// [`ClientError`] if a file cannot be read, or there is no built client.
    pub fn read(settings: &Settings) -> Result<Self, ClientError> {
        let folder = &settings.client;
        let mut contents = HashMap::new();
        read_folder(folder, "", &mut contents).map_err(|error| ClientError::Read(folder.to_owned(), error))?;
        let names: Vec<String> = contents.keys().cloned().collect();
        let mut files = HashMap::new();
        for name in names {
            let of = |suffix| name.strip_suffix(suffix).is_some_and(|plain| contents.contains_key(plain));
            if of(".br") || of(".gz") {
                continue;
            }
            let form = |suffix: &str| contents.get(&format!("{name}{suffix}")).cloned().map(Representation::new);
            let Some(plain) = form("") else { continue };
            let (brotli, gzip) = (form(".br"), form(".gz"));
            files.insert(
                name.clone(),
                File { media_type: media_type(&name), cache_control: cache_control(&name), plain, brotli, gzip },
            );
        }
        if !files.contains_key(PAGE) {
            return Err(ClientError::NoPage(folder.to_owned()));
        }
        let kiosk_idle = settings.kiosk_idle_minutes.map(|minutes| HeaderValue::from(minutes.get()));
        Ok(Self { files, kiosk_only: settings.kiosk, kiosk_idle })
    }

    /// What is served at a path.
    pub fn find(&self, address: &str) -> Found<'_> {
        match step(address) {
            Some(false) if self.kiosk_only => Found::KioskOnly,
            Some(kiosk) => Found::Page { file: &self.files[PAGE], kiosk },
            None => match self.files.get(address) {
                Some(file) => Found::File(file),
                None => meant(address).map_or(Found::Nothing, Found::Meant),
            },
        }
    }

    /// What somebody sees in a browser's window in the place of a refusal: the page, from its beginning. On a server for kiosks that is a kiosk's.
    pub fn instead(&self, address: &str) -> Found<'_> {
        let kiosk = address.strip_prefix(KIOSK).is_some_and(|below| below.is_empty() || below.starts_with('/'));
        if self.kiosk_only && !kiosk { Found::KioskOnly } else { Found::Page { file: &self.files[PAGE], kiosk } }
    }
}

/// Whether the step at this path is a kiosk's; `None` if no step is there.
fn step(address: &str) -> Option<bool> {
    let below = address.strip_prefix(KIOSK).filter(|below| below.is_empty() || below.starts_with('/'));
    let (path, kiosk) = below.map_or((address, false), |below| (if below.is_empty() { "/" } else { below }, true));
    Step::from_path(path).filter(|step| kiosk || !step.is_kiosk_only()).map(|_| kiosk)
}

/// The address of the step that is meant by one at which nothing is: as people type it, in capitals or with a slash at its end, or copy it with what
/// stood behind it in a sentence.
fn meant(address: &str) -> Option<String> {
    let lower = address.replace("%20", " ").to_ascii_lowercase();
    let parts = lower.trim_end_matches(['/', '.', ',', ';', ' ']).split('/').filter(|part| !part.is_empty());
    let own: String = parts.flat_map(|part| ["/", part]).collect();
    let own = if own.is_empty() { "/".to_owned() } else { own };
    // Nothing of what was asked for goes into the answer but a step's own address.
    step(&own).map(|_| own)
}

fn read_folder(folder: &Path, address: &str, into: &mut HashMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // A name that is not text cannot be in an address.
        let Some(name) = entry.file_name().to_str().map(|name| format!("{address}/{name}")) else { continue };
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &name, into)?;
        } else {
            into.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}
