//! Ed25519 signatures that are bound to what they sign: the domain is part of the type, so a signature over one kind of statement
//! can never be offered as one over another.

use core::marker::PhantomData;

use ed25519_dalek::VerifyingKey;

/// What a signature says something about. The label is signed in front of the content.
pub(crate) trait Domain {
    /// Unique in this protocol, without a zero byte.
    const LABEL: &'static str;
}

/// A sender's visit key over a letter and the key that it is sealed to.
pub(crate) struct LetterV1;

impl Domain for LetterV1 {
    const LABEL: &'static str = "lakzegel/v1 letter";
}

/// Screening's verdict key over an encrypted status.
pub(crate) struct StatusV1;

impl Domain for StatusV1 {
    const LABEL: &'static str = "lakzegel/v1 status";
}

/// Label, zero byte, content: the bytes that are signed.
pub(crate) fn message<D: Domain>(content: &[&[u8]]) -> Vec<u8> {
    let length = D::LABEL.len() + 1 + content.iter().map(|part| part.len()).sum::<usize>();
    let mut message = Vec::with_capacity(length);
    message.extend_from_slice(D::LABEL.as_bytes());
    message.push(0);
    content.iter().for_each(|part| message.extend_from_slice(part));
    message
}

/// An Ed25519 signature (RFC 8032) in domain `D`, 64 bytes, not verified yet.
pub(crate) struct Signature<D> {
    bytes: [u8; 64],
    domain: PhantomData<D>,
}

impl<D: Domain> Signature<D> {
    pub(crate) fn from_bytes(bytes: [u8; 64]) -> Self {
        Self { bytes, domain: PhantomData }
    }

    /// Whether `key` signed `content` in this domain. Strict: neither weak keys nor malleable signatures pass.
    #[cfg(feature = "open")]
    pub(crate) fn verifies(&self, key: &[u8; 32], content: &[&[u8]]) -> bool {
        self.verifies_message(key, &message::<D>(content))
    }

    /// The same, over what [`message`] made.
    pub(crate) fn verifies_message(&self, key: &[u8; 32], message: &[u8]) -> bool {
        verify(key, message, &self.bytes)
    }
}

/// Reads a public key: a point of large order in its canonical encoding, whose y is below 2^255 - 19 (RFC 8032, section 5.1.3). `None` for any other
/// bytes: under a point of small order anybody could sign, and a key has one text.
pub(crate) fn public_key(bytes: &[u8; 32]) -> Option<VerifyingKey> {
    let [lowest, between @ .., highest] = bytes;
    let is_canonical = *lowest < 0xed || highest & 0x7f != 0x7f || between.iter().any(|byte| *byte != 0xff);
    VerifyingKey::from_bytes(bytes).ok().filter(|point| is_canonical && !point.is_weak())
}

/// Plain Ed25519 verification, strict. `false` for what is no public key, too.
pub(crate) fn verify(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    public_key(key).is_some_and(|key| key.verify_strict(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok())
}
