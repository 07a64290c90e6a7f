//! The senders' references while they are kept here: encrypted, under a key that is not in the database. Whoever has the database alone cannot
//! ask how any letter fares.

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit as _,
    aead::{Aead as _, Payload},
};
use lakzegel_crypto::{EnvelopeId, Reference};
use zeroize::Zeroizing;

use crate::sender::PersonKey;

const NONCE_BYTES: usize = 12;
/// The length in bytes of a reference as versions of before kept it: as it is.
const PLAIN_BYTES: usize = 16;

/// Encrypts references, and decrypts them again.
pub struct ReferenceKey(ChaCha20Poly1305);

impl ReferenceKey {
    /// The key that goes with the office's person key.
    pub fn new(person_key: &PersonKey) -> Self {
        Self(ChaCha20Poly1305::new(&(*person_key.for_references()).into()))
    }

    /// Encrypts the reference of a letter: a random nonce, and ChaCha20-Poly1305 (RFC 8439) with the envelope's id beside it, 44 bytes.
    ///
    /// # Errors
    ///
    /// If the system gives no random bytes.
    pub fn lock(&self, reference: &Reference, letter: EnvelopeId) -> Result<Vec<u8>, getrandom::Error> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce)?;
        let payload = Payload { msg: reference.as_bytes(), aad: letter.as_bytes() };
        let sealed = self.0.encrypt(&nonce.into(), payload).expect("16 bytes are far below the cipher's limit");
        Ok([&nonce[..], &sealed].concat())
    }

    /// Decrypts what [`ReferenceKey::lock`] made of this letter's. `None` if it was another letter's or another key's.
    pub fn unlock(&self, locked: &[u8], letter: EnvelopeId) -> Option<Reference> {
        let (nonce, sealed) = locked.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: letter.as_bytes() };
        let plain = Zeroizing::new(self.0.decrypt(nonce.into(), payload).ok()?);
        Some(Reference::from_bytes(plain.as_slice().try_into().ok()?))
    }
}

/// A reference as a version of before kept it. `None` if it is encrypted.
pub fn of_before(kept: &[u8]) -> Option<Reference> {
    let plain: [u8; PLAIN_BYTES] = kept.try_into().ok()?;
    Some(Reference::from_bytes(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_for_its_letter_and_its_key_alone_and_looks_different_each_time() {
        let key = |seed| ReferenceKey::new(&PersonKey::from_bytes(Box::new(Zeroizing::new([seed; 32]))));
        let (reference, letter) = (Reference::from_bytes([7; 16]), EnvelopeId::from_bytes([1; 32]));
        let lock = || key(1).lock(&reference, letter).expect("there are random bytes");
        let locked = lock();
        assert_eq!(locked.len(), 44);
        assert!(!locked.windows(4).any(|four| four == [7; 4]));
        assert_ne!(locked, lock());
        assert!(key(1).unlock(&locked, letter).is_some_and(|read| read == reference));
        assert!(key(2).unlock(&locked, letter).is_none());
        assert!(key(1).unlock(&locked, EnvelopeId::from_bytes([2; 32])).is_none());
        assert!(key(1).unlock(&locked[..43], letter).is_none());
        assert!(of_before(&locked).is_none() && of_before(&[7; 16]).is_some_and(|read| read == reference));
    }
}
