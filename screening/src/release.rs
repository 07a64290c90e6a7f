//! Putting a released letter into the folder, exactly once, whatever happens in between.
//!
//! `<id>.pdf` is the print, `<id>.json` everything known; the JSON comes last and by a rename, so whoever sees it may take both files
//! away at once. The database knows two steps: *releasing*, in which files are written and may be written again, for they come out the
//! same (or, both of them, with the name that the register has by then); and *placing*, in which only the rename is left. A rename cannot
//! half happen: if the temporary file is gone, it was done.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use lakzegel_crypto::{EnvelopeId, Evidence, Manifest, SealedLetter};
use lakzegel_letter::{Check, Limits, Severity};
use serde_json::{Value, json};

use crate::{
    evidence::Token,
    files,
    flags::{Flags, Over},
    keys::KeyFileError,
    pdf::{self, Printer},
    register::{Named, RegisterError},
    store::{Letter, State, Store, StoreError},
};

/// Why a letter could not be put into the folder. It stays decided, and is tried again.
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

/// All that is known about an opened letter.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// What the database knows.
    pub known: &'a Letter,
    /// The letter itself.
    pub letter: &'a SealedLetter,
    /// The manifest that it names.
    pub manifest: &'a Manifest,
    /// The sender's name, if anybody has one; or why the register could not be asked. Nothing is printed before it could.
    pub name: Result<Option<&'a Named>, &'a RegisterError>,
    /// What people are to look at.
    pub flags: &'a Flags,
}

/// The folder for released letters.
pub struct Folder {
    dir: PathBuf,
}

impl Folder {
    /// Makes the folder if it is not there.
    pub fn open(dir: PathBuf) -> Result<Self, ReleaseError> {
        match fs::create_dir_all(&dir) {
            Ok(()) => Ok(Self { dir }),
            Err(error) => Err(ReleaseError::File { path: dir, error }),
        }
    }

    /// The first step, which may be taken again: writes everything but the JSON's name.
    pub async fn write(&self, store: &Store, printer: &mut Printer, about: &About<'_>) -> Result<(), ReleaseError> {
        let About { known, letter, manifest, name, .. } = *about;
        let token = Token::of(letter);
        let provider = token.as_ref().and_then(|token| token.provider(manifest).ok());
        let print = printer.print(&pdf::Print {
            origin: &letter.origin,
            envelope: known.id,
            recipient_number: &letter.recipient_number,
            recipient_name: &letter.recipient_name,
            sender_name: &letter.sender_name,
            provider: provider.map_or("", |provider| provider.name.as_str()),
            named: name.ok().flatten(),
            sealed_at: letter.sealed_at,
            body: &letter.body,
        })?;
        let check = check(letter, manifest);
        let text = format!("{:#}\n", describe(about, &check, Some(&print)));
        let pdf = self.path(known.id, "pdf");
        files::replace(&pdf, &print.pdf).map_err(at(&pdf))?;
        let json = files::temporary(&self.path(known.id, "json"));
        files::write_synced(&json, text.as_bytes()).map_err(at(&json))?;
        files::sync_dir(&self.dir).map_err(at(&self.dir))?;
        Ok(store.step(known.id, State::Releasing, State::Placing).await?)
    }

    /// The second step: gives the JSON its name, unless that was done before a crash.
    pub async fn place(&self, store: &Store, known: &Letter) -> Result<(), ReleaseError> {
        let json = self.path(known.id, "json");
        match fs::rename(files::temporary(&json), &json) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&json)(error)),
            _ => files::sync_dir(&self.dir).map_err(at(&self.dir))?,
        }
        Ok(store.step(known.id, State::Placing, State::Released).await?)
    }

    fn path(&self, id: EnvelopeId, extension: &str) -> PathBuf {
        self.dir.join(format!("{id}.{extension}"))
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> ReleaseError {
    move |error| ReleaseError::File { path: path.to_owned(), error }
}

/// Runs the rules on a letter with the limits of its own manifest: the same code that the client ran.
pub fn check(letter: &SealedLetter, manifest: &Manifest) -> Check {
    let limits = &manifest.limits;
    lakzegel_letter::check(&letter.body, &Limits { characters: limits.characters, bytes: limits.bytes, pages: limits.pages })
}

/// Everything known about a letter, as JSON. Deterministic: the same letter, decided at the same time, with the same name, gives the same
/// text.
///
/// The reference is left out: it is the sender's secret, and nobody who reads letters needs it.
pub fn describe(about: &About<'_>, check: &Check, print: Option<&pdf::Printed>) -> Value {
    let About { known, letter, manifest, name, flags } = *about;
    let token = Token::of(letter);
    let provider = token.as_ref().and_then(|token| token.provider(manifest).ok());
    let findings = check.findings.iter().map(|finding| {
        json!({
            "rule": finding.rule.as_str(),
            "severity": match finding.severity { Severity::Block => "block", Severity::Warn => "warn" },
            "start": finding.place.start,
            "end": finding.place.end,
            "text": letter.body.get(finding.place.clone()),
        })
    });
    let over = flags.over.iter().map(
        |Over { letters, limit }| json!({ "letters": letters, "limit": limit.letters, "days": limit.days, "basis": limit.basis }),
    );
    json!({
        "format": "lakzegel letter 1",
        "envelope": known.id.to_string(),
        "log_number": known.number,
        "seen_at": known.seen_at,
        "demo": pdf::is_demo(&letter.origin),
        "decision": {
            "state": if matches!(known.state, State::Releasing | State::Placing) { State::Released.as_str() } else { known.state.as_str() },
            "reason": known.reason,
            "by": known.decided_by,
            "at": known.decided_at,
        },
        "letter": {
            "recipient_number": letter.recipient_number,
            "recipient_name": letter.recipient_name,
            "sender_name": letter.sender_name,
            "body": letter.body,
            "sealed_at": letter.sealed_at,
            "message_id": hex(&letter.message_id),
            "visit_key": hex(&letter.visit_key),
            "origin": letter.origin,
            "manifest_version": manifest.version,
            "manifest_hash": hex(&letter.manifest_hash),
            "notice_version": letter.notice_version,
            "rules_version": letter.rules_version,
        },
        "evidence": {
            "kind": match letter.evidence { Evidence::IdToken(_) => "id-token", Evidence::VisitorCode(_) => "visitor-code" },
            "provider": provider.map(|provider| json!({ "id": provider.id, "name": provider.name, "issuer": provider.issuer })),
            "person": person(name),
            "claims": token.map(|token| token.claims),
            "letters_of_other_visits_within_the_hour": flags.other_visits,
            "over_volume_limits": over.collect::<Vec<_>>(),
        },
        "rules": {
            "characters": check.usage.characters,
            "bytes": check.usage.bytes,
            "pages": check.usage.pages,
            "findings": findings.collect::<Vec<_>>(),
        },
        "print": print.map(|print| json!({ "pages": print.pages, "squeezed_lines": print.squeezed, "characters_without_glyph": print.missing })),
    })
}

/// The sender's name, and whose word it is; or why that is not known now.
fn person(name: Result<Option<&Named>, &RegisterError>) -> Value {
    match name {
        Ok(Some(named)) => json!({ "name": named.name, "source": named.source.as_str() }),
        Ok(None) => json!({ "name": null, "source": null }),
        Err(error) => json!({ "name": null, "source": null, "error": error.to_string() }),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
