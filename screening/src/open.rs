//! Opening one envelope: find its key, open it, and take the fingerprint by which a copy is known; or say why it stays closed.

use std::fmt;

use lakzegel_crypto::{Envelope, EnvelopeError, KeyId, OpenError, Reference, SealedLetter};
use sha2::{Digest as _, Sha256};

use crate::{
    keys::{KeyFileError, NoKey, SealingKeys},
    letter::LetterFingerprint,
};

/// Why an envelope stays closed. It is kept as it came and reported; the next one is opened all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Not an envelope of this version.
    Form(EnvelopeError),
    /// Its key was never here. It is tried again when the program starts.
    KeyUnknown,
    /// Its key was destroyed.
    KeyDestroyed,
    /// It does not open to a letter.
    Open(OpenError),
}

impl Closed {
    /// Its name, which is stored and never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Form(_) => "envelope-form",
            Self::KeyUnknown => "key-unknown",
            Self::KeyDestroyed => "key-destroyed",
            Self::Open(OpenError::OtherKey) => "other-key",
            Self::Open(OpenError::Seal) => "seal",
            Self::Open(OpenError::Content) => "content",
            Self::Open(OpenError::Fill) => "fill",
            Self::Open(OpenError::Origin) => "origin",
            Self::Open(OpenError::Signature) => "signature",
        }
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(error) => error.fmt(out),
            Self::KeyUnknown => out.write_str("the sealing key that it names was never here"),
            Self::KeyDestroyed => out.write_str("the sealing key that it names was destroyed"),
            Self::Open(error) => error.fmt(out),
        }
    }
}

/// What an envelope opens to.
pub struct Opened {
    /// The letter.
    pub letter: SealedLetter,
    /// The key that it was sealed to.
    pub key_id: KeyId,
}

/// Opens an envelope of the deployment `origin`. The inner error says why it stays closed.
///
/// # Errors
///
/// If the sealing key's file cannot be read: the envelope may open later.
pub fn open(bytes: &[u8], keys: &mut SealingKeys, origin: &str) -> Result<Result<Opened, Closed>, KeyFileError> {
    let envelope = match Envelope::decode(bytes) {
        Ok(envelope) => envelope,
        Err(error) => return Ok(Err(Closed::Form(error))),
    };
    let key_id = envelope.key_id();
    Ok(match keys.find(key_id)? {
        Ok(key) => {
            let opened = lakzegel_crypto::open(&envelope, key, origin).map_err(Closed::Open);
            opened.map(|opened| Opened { letter: opened.letter, key_id })
        }
        Err(NoKey::Destroyed) => Err(Closed::KeyDestroyed),
        Err(NoKey::Unknown) => Err(Closed::KeyUnknown),
    })
}

/// The reference in a letter that stays closed, as far as it opens at all: its sender is told that it cannot be read.
pub fn reference(bytes: &[u8], keys: &mut SealingKeys, origin: &str) -> Option<Reference> {
    let envelope = Envelope::decode(bytes).ok()?;
    let key = keys.find(envelope.key_id()).ok()?.ok()?;
    lakzegel_crypto::reference_of_unopened(&envelope, key, origin)
}

/// What is remembered of a letter, to know it again, to see it beside its sender's others, and to see how it was sealed.
///
/// The content's hash is over what it says, to whom, in whose name, and under which reference. The time of sealing is left out: a client
/// that did not get an answer seals the same message again, later.
pub fn fingerprint(Opened { letter, key_id }: &Opened) -> LetterFingerprint {
    let mut hash = Sha256::new();
    let texts = [&letter.recipient_number, &letter.recipient_name, &letter.sender_name, &letter.body];
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.update(letter.reference.as_bytes());
    LetterFingerprint {
        visit_key: letter.visit_key,
        message_id: letter.message_id,
        sealed_at: letter.sealed_at,
        content: hash.finalize().into(),
        manifest_hash: letter.manifest_hash,
        key_id: *key_id,
    }
}
