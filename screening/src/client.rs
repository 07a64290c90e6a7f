//! The signed list of the client's files: with it anybody can check that a site serves this client and no other (`tests/site.mjs`). Root keys
//! sign it. They are offline: these commands run where the keys are, and talk to nobody.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

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

/// Writes the unsigned list of the files in the folder `client` to `out`, for the deployment of these root keys.
///
/// ```text
/// lakzegel client v1
/// origin ORIGIN
/// version TEXT
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
    let note = Note::new(format!("{FIRST_LINE}\norigin {origin}\nversion {version}\n{lines}"))?;
    write(out, note.text())
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
