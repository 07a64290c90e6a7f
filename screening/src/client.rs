//! The signed list of the client's files, and of the headers that come with them: with it anybody can check that a site serves this client and no
//! other (`tests/site.mjs`). Root keys sign it. They are offline: these commands run where the keys are, and talk to nobody.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use lakzegel_contract::{KIOSK, PROBLEM_MEDIA_TYPE, Step, path, served};
use lakzegel_crypto::note::{Note, NoteError};
use sha2::{Digest as _, Sha256};

use crate::{
    files,
    keys::{self, KeyFileError},
};

const FIRST_LINE: &str = "lakzegel client v1";
/// Compressed copies of files that are there too: a browser unpacks them to the same bytes.
const COMPRESSED: [&str; 2] = ["br", "gz"];

/// Why the list could not be made or signed.
#[derive(Debug, thiserror::Error)]
pub enum ClientNoteError {
    /// A file or folder.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Nothing was built there.
    #[error("{0} has no index.html: give the folder with the built client")]
    NoPage(PathBuf),
    /// A name that does not fit into a line.
    #[error("{0} has a name that is not plain text without white space")]
    Name(PathBuf),
    /// Key files.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The file to sign is another.
    #[error("{0} is not a note about a client, as `client draft` makes it")]
    NotAClient(PathBuf),
    /// The key has signed already.
    #[error("{0} has signed this note already; two different root keys must")]
    SignedAlready(String),
}

/// Writes the unsigned list of the files in the folder `client` to `out`, for the deployment of these root keys (`docs/protocol.md`, section 10).
///
/// ```text
/// lakzegel client v1
/// origin ORIGIN
/// version TEXT
/// page /PATH                 where the page is served
/// kiosk /PATH                the same on a kiosk
/// header WHERE NAME: VALUE   of every answer (*), where nothing is (404), of a kiosk's page (/kiosk), or of what is served at a path
/// file SHA256 /PATH          sorted by path; the hash is of the uncompressed file
/// ```
///
/// # Errors
///
/// If a file cannot be read or written, there is no `index.html`, or a name has white space in it.
pub fn draft(client: &Path, root_keys: &Path, version: &str, out: &Path) -> Result<(), ClientNoteError> {
    let origin = keys::read_root_keys(root_keys)?.origin;
    let mut files = Vec::new();
    list(client, "", &mut files)?;
    files.sort();
    if !files.iter().any(|(path, _)| path == "/index.html") {
        return Err(ClientNoteError::NoPage(client.to_owned()));
    }
    let lines: String = files.iter().map(|(path, hash)| format!("file {hash} {path}\n")).collect();
    let (pages, headers) = (pages(), headers(files.iter().map(|(path, _)| path.as_str())));
    let note = Note::new(format!("{FIRST_LINE}\norigin {origin}\nversion {version}\n{pages}{headers}{lines}"))?;
    write(out, note.text())
}

/// A line for each address of the page: one for each step, and those of a kiosk.
fn pages() -> String {
    let steps = || Step::ALL.into_iter().filter(|step| step.has_address());
    let pages = steps().filter(|step| !step.is_kiosk_only()).map(|step| format!("page {}\n", step.path()));
    let kiosk = steps().map(|step| format!("kiosk {KIOSK}{}\n", step.path().trim_end_matches('/')));
    pages.chain(kiosk).collect()
}

/// A line for each header that an honest intake sends: with every answer, where nothing is, with a kiosk's page, with the manifest and the statements about
/// lost envelopes, and with each of the client's files.
fn headers<'f>(files: impl Iterator<Item = &'f str>) -> String {
    let every = served::EVERY_ANSWER.into_iter().map(|(name, value)| ("*", name, value));
    let others = [
        ("404", "cache-control", served::NO_STORE),
        ("404", "content-type", PROBLEM_MEDIA_TYPE),
        (KIOSK, "refresh", served::KIOSK_REFRESH),
        (path::MANIFEST, "cache-control", served::NO_CACHE),
        (path::MANIFEST, "content-type", served::NOTE_MEDIA_TYPE),
        (path::MISSING, "cache-control", served::NO_CACHE),
        (path::MISSING, "content-type", served::NOTE_MEDIA_TYPE),
    ];
    let of_files = files.flat_map(|path| {
        [
            (path, "cache-control", served::cache_control(path)),
            (path, "content-type", served::media_type(path)),
            (path, "vary", served::VARY),
        ]
    });
    every.chain(others).chain(of_files).map(|(place, name, value)| format!("header {place} {name}: {value}\n")).collect()
}

/// Every file in a folder and below: its address, and its SHA-256 in hexadecimal.
fn list(folder: &Path, address: &str, files: &mut Vec<(String, String)>) -> Result<(), ClientNoteError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| ClientNoteError::File { path, error }
    };
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).filter(|name| !name.contains(char::is_whitespace));
        let address = format!("{address}/{}", name.ok_or_else(|| ClientNoteError::Name(path.clone()))?);
        let compressed = path.extension().is_some_and(|extension| COMPRESSED.iter().any(|form| extension == *form));
        if path.is_dir() {
            list(&path, &address, files)?;
        } else if !compressed {
            let hash = Sha256::digest(fs::read(&path).map_err(at(&path))?);
            files.push((address, base16ct::lower::encode_string(&hash)));
        }
    }
    Ok(())
}

/// Adds a root key's signature to the list in `note_path`, in place.
///
/// # Errors
///
/// If a file cannot be read or written, is not such a list, or the key has signed already.
pub fn sign(key_path: &Path, note_path: &Path) -> Result<(), ClientNoteError> {
    let key = keys::read_note_key(key_path)?;
    let content = fs::read_to_string(note_path).map_err(|error| ClientNoteError::File { path: note_path.to_owned(), error })?;
    // A draft has no signature yet, and so is not a whole note.
    let mut note = Note::parse(&content).or_else(|_| Note::new(content))?;
    if !note.text().starts_with(&format!("{FIRST_LINE}\norigin ")) {
        return Err(ClientNoteError::NotAClient(note_path.to_owned()));
    }
    if !note.verify([key.verifier()])?.is_empty() {
        return Err(ClientNoteError::SignedAlready(key.verifier().name().to_owned()));
    }
    note.add(key.sign(note.text()));
    write(note_path, &note.to_string())
}

fn write(path: &Path, text: &str) -> Result<(), ClientNoteError> {
    files::replace(path, text.as_bytes()).map_err(|error| ClientNoteError::File { path: path.to_owned(), error })
}

#[cfg(test)]
mod tests {
    use super::{headers, pages};

    #[test]
    fn the_list_says_where_the_page_is_and_with_which_headers_everything_comes() {
        let pages = pages();
        for line in ["page /", "page /write", "kiosk /kiosk", "kiosk /kiosk/write", "kiosk /kiosk/ended"] {
            assert!(pages.lines().any(|found| found == line), "{line}: {pages}");
        }
        assert!(!pages.contains("page /ended"), "{pages}");
        let headers = headers(["/index.html", "/app.0123456789abcdef.js"].into_iter());
        for line in [
            "header * x-content-type-options: nosniff",
            "header 404 cache-control: no-store",
            "header /kiosk refresh: 60; url=/kiosk",
            "header /index.html cache-control: no-cache",
            "header /index.html content-type: text/html; charset=utf-8",
            "header /app.0123456789abcdef.js cache-control: public, max-age=31536000, immutable",
        ] {
            assert!(headers.lines().any(|found| found == line), "{line}: {headers}");
        }
    }
}
