//! The statement of freshness: which manifest is the newest, which list of the client's files, and what time it is. The office signs it every few
//! minutes with a key of the manifest's that does nothing else, and the intake appends it to the manifest's answer. So who has never seen a manifest
//! before still learns whether the one that is served was replaced.
//!
//! Its text is canonical: [`Freshness::parse_text`] accepts exactly what [`Freshness::to_text`] writes.

use core::fmt;

use base64ct::{Base64, Encoding as _};

use crate::{
    codec::read_decimal,
    manifest::VerifiedManifest,
    note::{Note, NoteError, VerifierKey},
};

/// How old a statement may be at most, in seconds: a day.
pub const MAX_FRESHNESS_AGE: u64 = 24 * 60 * 60;
const FIRST_LINE: &str = "lakzegel fresh v1";
/// Where the manifest's answer goes over into the statement: no line of a manifest or of its signatures reads so.
const BEGINS: &str = "\nlakzegel fresh v1\n";

/// What is the newest at a time.
///
/// ```text
/// lakzegel fresh v1
/// manifest VERSION HASH      HASH is SHA-256 of its text, in base64
/// client RELEASE HASH        of the newest list of the client's files; no such line where there is no list
/// at TIME
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The newest manifest.
    pub manifest: Newest,
    /// The newest list of the client's files, by the number of its release. `None` if the office was given none.
    pub client: Option<Newest>,
    /// When this was so, in seconds since 1970.
    pub at: u64,
}

/// The newest of something that is numbered and signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest {
    /// Its number. It rises.
    pub number: u64,
    /// SHA-256 of its text, without signatures.
    pub hash: [u8; 32],
}

/// Why a statement does not show that a manifest is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreshnessError {
    /// Not a signed note.
    Note(NoteError),
    /// Not signed by the manifest's key for it.
    Unsigned,
    /// Signed, but not a statement of this version.
    Content,
    /// There is a newer manifest, or another one with the same number; the number that the statement names.
    Superseded(u64),
    /// A day old or more; when it was made, in seconds since 1970.
    Old(u64),
}

impl fmt::Display for FreshnessError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(error) => write!(out, "the statement of freshness is not a signed note: {error}"),
            Self::Unsigned => out.write_str("the statement of freshness is not signed by the manifest's key for it"),
            Self::Content => out.write_str("the statement of freshness is not one that this version understands"),
            Self::Superseded(newest) => write!(out, "the newest manifest is another: its version is {newest}"),
            Self::Old(at) => write!(out, "the statement of freshness is too old: it was made at {at}"),
        }
    }
}

impl core::error::Error for FreshnessError {}

impl Freshness {
    /// Reads a note that this key signed. Which manifest it speaks for is not compared: see [`speaks_for`](Self::speaks_for).
    ///
    /// # Errors
    ///
    /// `Note` if it is no note or the key's signature is false, `Unsigned` if the key did not sign, `Content` if it is no such statement.
    pub fn verify(note: &str, key: &VerifierKey) -> Result<Self, FreshnessError> {
        let note = Note::parse(note).map_err(FreshnessError::Note)?;
        if note.verify(core::slice::from_ref(key)).map_err(FreshnessError::Note)?.is_empty() {
            return Err(FreshnessError::Unsigned);
        }
        Self::parse_text(note.text()).ok_or(FreshnessError::Content)
    }

    /// Whether the statement shows that this manifest is the newest at `now`, in seconds since 1970. A manifest that is newer than the one that is named
    /// is: the office had not seen it yet.
    ///
    /// # Errors
    ///
    /// `Superseded` if a newer manifest is named, or one with the same version and another text; `Old` if the statement is a day old or more.
    pub fn speaks_for(&self, manifest: &VerifiedManifest, now: u64) -> Result<(), FreshnessError> {
        let Newest { number, hash } = self.manifest;
        if number > manifest.version || (number == manifest.version && hash != manifest.hash()) {
            Err(FreshnessError::Superseded(number))
        } else if now >= self.at.saturating_add(MAX_FRESHNESS_AGE) {
            Err(FreshnessError::Old(self.at))
        } else {
            Ok(())
        }
    }

    /// The text that is signed.
    pub fn to_text(&self) -> String {
        let line = |name, newest: &Newest| format!("{name} {} {}\n", newest.number, Base64::encode_string(&newest.hash));
        let client = self.client.as_ref().map_or_else(String::new, |client| line("client", client));
        format!("{FIRST_LINE}\n{}{client}at {}\n", line("manifest", &self.manifest), self.at)
    }

    /// Reads the text. There is one for each statement: every part has one form. `None` for anything else.
    pub fn parse_text(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(FIRST_LINE)?.strip_prefix("\nmanifest ")?;
        let (manifest, rest) = newest(rest)?;
        let (client, rest) = match rest.strip_prefix("client ") {
            Some(rest) => newest(rest).map(|(client, rest)| (Some(client), rest))?,
            None => (None, rest),
        };
        let at = read_decimal(rest.strip_prefix("at ")?.strip_suffix('\n')?)?;
        Some(Self { manifest, client, at })
    }
}

/// The number and the hash at the beginning of a line, and what follows the line.
fn newest(text: &str) -> Option<(Newest, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let (number, hash) = line.split_once(' ')?;
    let mut decoded = [0; 32];
    // Refuses what is not the one form of these bytes, and what has another length.
    let is_whole = Base64::decode(hash, &mut decoded).ok()?.len() == decoded.len();
    is_whole.then_some((Newest { number: read_decimal(number)?, hash: decoded }, rest))
}

/// The two parts of the manifest's answer: the manifest as a note, and the statement of freshness, if there is one. Nothing is verified.
pub fn split_freshness(answer: &str) -> (&str, Option<&str>) {
    // Not `find`: it brings a searcher of its own, which weighs more than all the rest of this file.
    let begins = answer.as_bytes().windows(BEGINS.len()).position(|window| window == BEGINS.as_bytes());
    begins.map_or((answer, None), |at| (&answer[..=at], Some(&answer[at + 1..])))
}
