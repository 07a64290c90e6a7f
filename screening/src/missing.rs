//! Statements about lost envelopes. One entry of the log whose envelope nobody has would keep screening from saying *seen by screening* for ever.
//! So two root keys can state that it is lost. Here such a statement is drafted, signed, handed to the intake, and taken from there: only
//! what the intake publishes to everybody counts.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use lakzegel_crypto::{
    EnvelopeId, MAX_MISSING, Missing, MissingError, RootKeys, missing_notes,
    note::{Note, NoteError},
};

use crate::{
    files,
    http::HttpError,
    intake::Intake,
    keys::{self, KeyFileError},
    letter::{Letter, State},
    store::{Counter, Stated, Store, StoreError},
};

/// Why a statement could not be drafted, signed or handed over.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// A file could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Key files.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The envelope is here, or the log has another one there.
    #[error("entry {number}: {id} is not missing here, so nobody may state that it is lost")]
    NotMissing {
        /// The entry.
        number: u64,
        /// The envelope's id.
        id: EnvelopeId,
    },
    /// Too many, or none.
    #[error("a statement is about 1 to {MAX_MISSING} different letters: make several")]
    Count,
    /// The file is something else.
    #[error("{0} is not a statement about lost envelopes, as `missing draft` makes it")]
    NotAStatement(PathBuf),
    /// The key has signed already.
    #[error("{0} has signed this statement already; two different root keys must")]
    SignedAlready(String),
    /// Nobody would believe it.
    #[error(transparent)]
    Refused(#[from] MissingError),
    /// The intake does not take it.
    #[error("the intake does not take it: {0}")]
    Intake(#[from] HttpError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes an unsigned statement about these letters to `out`. `now`, in seconds since 1970, is when it is made.
///
/// # Errors
///
/// If one of the envelopes is here, there are too many, or the file cannot be written.
pub fn draft(letters: &[Letter], origin: &str, out: &Path, now: u64) -> Result<(), StateError> {
    if let Some(Letter { number, id, .. }) = letters.iter().find(|letter| letter.state != State::Missing) {
        return Err(StateError::NotMissing { number: *number, id: *id });
    }
    let mut entries: Vec<_> = letters.iter().map(|letter| (letter.number, letter.id)).collect();
    entries.sort_unstable();
    write(out, &Missing::new(origin, now, entries).ok_or(StateError::Count)?.to_text())
}

/// Adds a root key's signature to the statement in `note_path`, in place.
///
/// # Errors
///
/// If a file cannot be read or written, is no such statement, or the key has signed already.
pub fn sign(key_path: &Path, note_path: &Path) -> Result<(), StateError> {
    let key = keys::read_note_key(key_path)?;
    let content = read(note_path)?;
    // A draft has no signature yet, and so is not a whole note.
    let mut note = Note::parse(&content).or_else(|_| Note::new(content))?;
    if Missing::parse_text(note.text()).is_none() {
        return Err(StateError::NotAStatement(note_path.to_owned()));
    }
    if !note.verify([key.verifier()])?.is_empty() {
        return Err(StateError::SignedAlready(key.verifier().name().to_owned()));
    }
    note.add(key.sign(note.text()));
    write(note_path, &note.to_string())
}

/// Hands a signed statement to the intake, which publishes it for ever.
///
/// # Errors
///
/// If two root keys have not signed it, one of its envelopes is here, or the intake does not take it.
pub async fn publish(note_path: &Path, intake: &Intake, store: &Store, root_keys: &RootKeys) -> Result<(), StateError> {
    let note = read(note_path)?;
    for (number, id) in Missing::verify(&note, root_keys)?.entries {
        let is_there = store.entries(number, 1).await? == [id];
        if !is_there || store.state(id).await? != Some(State::Missing) {
            return Err(StateError::NotMissing { number, id });
        }
    }
    Ok(intake.publish_missing(note).await?)
}

/// Why the intake's statements were not all taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The intake does not give them.
    #[error(transparent)]
    Intake(#[from] HttpError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the running office knows of the intake's statements.
#[derive(Default)]
pub struct Statements {
    /// What the intake published last, if nothing of it is left to be judged.
    judged: Option<String>,
    /// What of it was not as it must be is still published.
    bad: bool,
}

impl Statements {
    /// Judges what the intake publishes. Each entry is judged once. Gives whether everything was as it must be; what was not is logged, and
    /// kept as an alarm. `now` is in seconds since 1970.
    ///
    /// # Errors
    ///
    /// If the intake does not give its statements, or the database fails.
    pub async fn take(&mut self, intake: &Intake, store: &Store, root_keys: &RootKeys, now: u64) -> Result<bool, TakeError> {
        let text = intake.missing().await?;
        if self.judged.as_ref() == Some(&text) {
            return Ok(!self.bad);
        }
        // Refused at this look; bad as long as it is published; left for a later look.
        let (mut refused, mut bad, mut left) = (false, false, false);
        for gone in store.statements().await?.iter().filter(|known| !missing_notes(&text).any(|note| note == known.as_str())) {
            bad = true;
            alarm(store, "statement-withdrawn", gone, now, "the intake has taken back what two root keys stated").await?;
        }
        for note in missing_notes(&text) {
            let missing = match Missing::verify(note, root_keys) {
                Ok(missing) => missing,
                Err(error) => {
                    bad = true;
                    alarm(store, "statement", note, now, &error.to_string()).await?;
                    continue;
                }
            };
            if missing.issued > now {
                (refused, left) = (true, true);
                tracing::error!(
                    issued = missing.issued,
                    "a statement about lost envelopes is of a time to come: is this clock right?"
                );
                continue;
            }
            for (number, id) in missing.entries {
                if store.stated(number, id).await?.is_some() {
                    continue;
                }
                let Some(stated) = judge(store, number, id).await? else {
                    left = true;
                    tracing::warn!(number, "a statement about lost envelopes is about an entry that is not here yet");
                    continue;
                };
                match stated {
                    Stated::Excused => tracing::warn!(envelope = %id, number, "stated to be lost: no longer waited for"),
                    Stated::Void => tracing::warn!(envelope = %id, number, "stated to be lost, and it is here: that is void"),
                    Stated::Refused => {
                        refused = true;
                        let why =
                            format!("entry {number} is not {id}, or was signed for before: what was stated of it is refused");
                        alarm(store, "statement", note, now, &why).await?;
                    }
                }
                store.record_stated(number, id, stated).await?;
            }
            store.record_statement(note).await?;
        }
        self.bad = bad;
        self.judged = (!left).then_some(text);
        Ok(!(refused || bad))
    }
}

/// What becomes of the statement that the envelope `id` of entry `number` is lost. `None` if that entry is not here yet.
async fn judge(store: &Store, number: u64, id: EnvelopeId) -> Result<Option<Stated>, StoreError> {
    let Some(entry) = store.entries(number, 1).await?.first().copied() else { return Ok(None) };
    let signed_for = store.counter(Counter::Cosigned).await?.is_some_and(|size| number < size);
    Ok(Some(match store.state(id).await? {
        _ if entry != id || signed_for => Stated::Refused,
        Some(State::Missing) => Stated::Excused,
        _ => Stated::Void,
    }))
}

async fn alarm(store: &Store, kind: &'static str, note: &str, now: u64, why: &str) -> Result<(), StoreError> {
    let first = store.record_alarm(kind, note, now).await?;
    tracing::error!(alarm = kind, first, "ALARM: {why}");
    Ok(())
}

fn read(path: &Path) -> Result<String, StateError> {
    fs::read_to_string(path).map_err(|error| StateError::File { path: path.to_owned(), error })
}

fn write(path: &Path, text: &str) -> Result<(), StateError> {
    files::replace(path, text.as_bytes()).map_err(|error| StateError::File { path: path.to_owned(), error })
}
