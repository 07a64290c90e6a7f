//! Putting a released letter into the folder exactly once, whatever is cut short.
//!
//! `<id>.pdf` is the print, `<id>.json` everything known about the letter. The JSON comes last and by a rename, so whoever sees it may take
//! both files away at once. The database knows two steps. *Releasing*: the files are written, and may be written again, for they come out
//! the same (or both with the name that the register has by then). *Placing*: only the rename is left. A rename is done or not done: if
//! the temporary file is gone, it was done.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use lakzegel_crypto::EnvelopeId;

use crate::{
    decide,
    describe::{LetterRecord, describe},
    escape::escaped,
    evidence::Token,
    files,
    keys::KeyFileError,
    letter::{Letter, State},
    pdf::{self, Printer},
    register::RegisterError,
    store::{Store, StoreError},
};

/// Why a letter could not be put into the folder. The decision stays, and the next round tries again.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// A file could not be written.
    #[error("{path}: {error}")]
    File {
        /// Which one, or its folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The print could not be made.
    #[error("the print: {0}")]
    Print(#[from] pdf::PrintError),
    /// The sealing key's file.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The register of names.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The folder for released letters.
pub struct Folder {
    dir: PathBuf,
}

impl Folder {
    /// Makes the folder if it is not there.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn open(dir: PathBuf) -> Result<Self, ReleaseError> {
        match fs::create_dir_all(&dir) {
            Ok(()) => Ok(Self { dir }),
            Err(error) => Err(ReleaseError::File { path: dir, error }),
        }
    }

    /// The first step, which may be repeated: writes both files, the JSON under a temporary name.
    ///
    /// # Errors
    ///
    /// If the letter cannot be printed, a file not written, or the database fails.
    pub async fn write(&self, store: &Store, printer: &mut Printer, record: &LetterRecord<'_>) -> Result<(), ReleaseError> {
        let LetterRecord { stored, letter, manifest, name, .. } = *record;
        let token = Token::of(letter);
        let provider = token.as_ref().and_then(|token| token.provider(manifest).ok());
        let provider = provider.map(|provider| lakzegel_letter::legible(&provider.name)).unwrap_or_default();
        let print = printer.print(&pdf::Print {
            origin: &letter.origin,
            envelope: stored.id,
            recipient_number: &letter.recipient_number,
            recipient_name: &letter.recipient_name,
            sender_name: &letter.sender_name,
            provider: &provider,
            sender: name.ok().flatten(),
            supervision: letter.supervision,
            released_by: stored.released_by(),
            sealed_at: letter.sealed_at,
            time_zone: &manifest.time_zone,
            body: &letter.body,
        })?;
        let check = decide::check_text(letter, manifest);
        let text = escaped(&format!("{:#}\n", describe(record, &check, Some(&print))));
        let pdf = self.path(stored.id, "pdf");
        files::replace(&pdf, &print.pdf).map_err(at(&pdf))?;
        let json = files::temporary(&self.path(stored.id, "json"));
        files::write_synced(&json, text.as_bytes()).map_err(at(&json))?;
        files::sync_dir(&self.dir).map_err(at(&self.dir))?;
        Ok(store.advance(stored.id, State::Releasing, State::Placing).await?)
    }

    /// The second step: gives the JSON its name, unless that was done before a crash.
    ///
    /// # Errors
    ///
    /// If it cannot be renamed, or the database fails.
    pub async fn place(&self, store: &Store, stored: &Letter) -> Result<(), ReleaseError> {
        let json = self.path(stored.id, "json");
        match fs::rename(files::temporary(&json), &json) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&json)(error)),
            _ => files::sync_dir(&self.dir).map_err(at(&self.dir))?,
        }
        Ok(store.advance(stored.id, State::Placing, State::Released).await?)
    }

    fn path(&self, id: EnvelopeId, extension: &str) -> PathBuf {
        self.dir.join(format!("{id}.{extension}"))
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> ReleaseError {
    move |error| ReleaseError::File { path: path.to_owned(), error }
}
