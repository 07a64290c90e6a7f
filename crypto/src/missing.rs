//! The statement that envelopes are lost: which entries of the log have none any more. Two root keys sign it, as they do a manifest. From then on
//! screening signs *seen by screening* without these entries, and their senders are told.
//!
//! Its text is canonical: [`Missing::verify`] accepts exactly what [`Missing::to_text`] writes.

use core::{fmt, fmt::Write as _};

use crate::{
    codec::read_decimal,
    ids::EnvelopeId,
    manifest::{RootKeys, THRESHOLD},
    note::{Note, NoteError},
    receipt::VerifiedReceipt,
};

/// The most entries in one statement.
pub const MAX_MISSING: usize = 256;
const FIRST_LINE: &str = "lakzegel missing v1";

/// A statement that the envelopes of some entries are lost.
///
/// ```text
/// lakzegel missing v1
/// origin ORIGIN
/// issued TIME
/// missing NUMBER ID          1 to 256 lines; each number greater than the one before
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The deployment.
    pub origin: String,
    /// When it was made, in seconds since 1970. Screening signed *seen by screening* over none of the entries before that.
    pub issued: u64,
    /// The entries: number in the log from 0, and the id of the envelope that is lost. In ascending order.
    pub entries: Vec<(u64, EnvelopeId)>,
}

/// Why a note is not a statement about lost envelopes of this deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingError {
    /// Not a signed note.
    Note(NoteError),
    /// Fewer than two of the three root keys signed; the number that did.
    Signatures(usize),
    /// Signed, but not a statement of this version.
    Content,
    /// For another deployment.
    Origin,
}

impl fmt::Display for MissingError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(error) => write!(out, "the statement about lost envelopes is not a signed note: {error}"),
            Self::Signatures(count) => {
                write!(out, "only {count} of the root keys signed the statement about lost envelopes; {THRESHOLD} must")
            }
            Self::Content => out.write_str("the statement about lost envelopes is not one that this version understands"),
            Self::Origin => out.write_str("the statement about lost envelopes is for another deployment"),
        }
    }
}

impl core::error::Error for MissingError {}

/// What a statement says of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaysOf {
    /// It does not name the receipt's entry.
    Nothing,
    /// The receipt's envelope is lost. A cosignature that the receipt may have does not cover it: it is of a later time.
    Lost,
    /// Screening signed that it holds the envelope, before the statement was made; or the statement has another envelope at this place. It is
    /// false, and is to be refused.
    Contradicted,
}

impl Missing {
    /// A statement about at least one entry and at most [`MAX_MISSING`], in ascending order. `None` for more or fewer, or another order. `issued` is in
    /// seconds since 1970.
    pub fn new(origin: &str, issued: u64, entries: Vec<(u64, EnvelopeId)>) -> Option<Self> {
        let is_new = |pair: &[(u64, EnvelopeId)]| pair[0].0 < pair[1].0;
        let fits = (1..=MAX_MISSING).contains(&entries.len()) && entries.windows(2).all(is_new);
        fits.then(|| Self { origin: origin.to_owned(), issued, entries })
    }

    /// Reads a note, if two root keys signed it for their deployment.
    ///
    /// # Errors
    ///
    /// `Note` if it is no note or a root key's signature is false, `Signatures` unless two root keys signed, `Content` if it is no such statement,
    /// `Origin` if it is for another deployment.
    pub fn verify(note: &str, root_keys: &RootKeys) -> Result<Self, MissingError> {
        let note = Note::parse(note).map_err(MissingError::Note)?;
        // Another iterator than the manifest's, so another function: that one stays in one piece, in the client's first module.
        let signed = note.verify(root_keys.keys.iter()).map_err(MissingError::Note)?.len();
        if signed < THRESHOLD {
            return Err(MissingError::Signatures(signed));
        }
        let missing = Self::parse_text(note.text()).ok_or(MissingError::Content)?;
        if missing.origin == root_keys.origin { Ok(missing) } else { Err(MissingError::Origin) }
    }

    /// What the statement says of an envelope and its verified receipt.
    pub fn says_of(&self, id: &EnvelopeId, receipt: &VerifiedReceipt) -> SaysOf {
        match self.entries.iter().find(|(number, _)| *number == receipt.index) {
            None => SaysOf::Nothing,
            Some((_, named)) if named != id => SaysOf::Contradicted,
            Some(_) if receipt.cosigned.seen_by_screening.is_some_and(|time| time < self.issued) => SaysOf::Contradicted,
            Some(_) => SaysOf::Lost,
        }
    }

    /// The text that root keys sign.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\norigin {}\nissued {}\n", self.origin, self.issued);
        for (number, id) in &self.entries {
            writeln!(text, "missing {number} {id}").expect("writing to a string does not fail");
        }
        text
    }

    /// Reads the text. There is one for each statement: what was read is written again and compared. `None` if it is another.
    pub fn parse_text(text: &str) -> Option<Self> {
        let mut lines = text.strip_prefix(FIRST_LINE)?.strip_prefix('\n')?.lines();
        let origin = lines.next()?.strip_prefix("origin ")?;
        let issued = read_decimal(lines.next()?.strip_prefix("issued ")?)?;
        let entry = |line: &str| {
            let (number, id) = line.strip_prefix("missing ")?.split_once(' ')?;
            Some((read_decimal(number)?, id.parse().ok()?))
        };
        let missing = Self::new(origin, issued, lines.map(entry).collect::<Option<_>>()?)?;
        (missing.to_text() == text).then_some(missing)
    }
}

/// The statements in a text that has one behind the other, as the intake serves them. None is verified, and what is none comes as it is.
pub fn missing_notes(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        // The line occurs in a statement once: the others begin with a word and a value, or with a signature's dash.
        let next = rest.match_indices(FIRST_LINE).map(|(at, _)| at).find(|at| {
            let ends = rest[at + FIRST_LINE.len()..].starts_with('\n');
            *at > 0 && rest.as_bytes()[at - 1] == b'\n' && ends
        });
        let (note, others) = rest.split_at(next.unwrap_or(rest.len()));
        rest = others;
        Some(note)
    })
}
