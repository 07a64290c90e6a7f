//! How letters are supervised: the words of the manifest in the office's own configuration, what they mean, and that the office does no less
//! than its manifest promises.

use lakzegel_crypto::{Manifest, manifest::Supervision};
use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

/// How letters are supervised here, and how many in a hundred a person reads where they are drawn by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Supervised {
    /// The least that is done: what a letter's own manifest promised its sender is done in any case.
    pub kind: Supervision,
    /// From 1 to 100; 100 where the configuration does not say it.
    pub percent: u8,
}

/// The office's own value is less than what two root keys signed.
#[derive(Debug, thiserror::Error)]
#[error(
    "supervision = {own:?} is less than what the manifest tells senders, {promised:?}: write {promised:?} here, or publish a manifest that says \
     what is done"
)]
pub struct Weaker {
    own: &'static str,
    promised: &'static str,
}

impl Supervised {
    /// Whether this is as much as the manifest promises.
    ///
    /// # Errors
    ///
    /// [`Weaker`] if it is less.
    pub fn keeps(self, manifest: &Manifest) -> Result<(), Weaker> {
        let (own, promised) = (self.kind, manifest.supervision);
        if own <= promised { Ok(()) } else { Err(Weaker { own: own.as_str(), promised: promised.as_str() }) }
    }
}

/// What it means, for the office's people.
pub const fn in_words(supervision: Supervision) -> &'static str {
    match supervision {
        Supervision::Read => "every letter waits until a person releases or withholds it",
        Supervision::Sample => {
            "some letters, drawn by chance, wait for a person; of the others, what the rules let pass is released"
        }
        Supervision::Rules => "what the rules let pass is released without a person",
    }
}

/// Writes the word.
///
/// # Errors
///
/// The serializer's.
pub fn serialize<S: Serializer>(supervision: &Supervision, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(supervision.as_str())
}

/// Reads the word.
///
/// # Errors
///
/// If it is none of the three.
pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Supervision, D::Error> {
    let word = String::deserialize(from)?;
    let known = || Supervision::ALL.map(Supervision::as_str).join(", ");
    Supervision::parse(&word).ok_or_else(|| D::Error::custom(format!("supervision is one of {}, not {word:?}", known())))
}
