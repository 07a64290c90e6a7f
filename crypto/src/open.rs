//! Opening: only screening compiles this file (cargo feature `open`).

use core::fmt;

use hpke::{Deserializable as _, Kem as _, OpModeR, inout::InOutBuf};
use zeroize::Zeroizing;

use crate::{
    codec::Reader,
    envelope::{Envelope, HEADER_BYTES, PADDED_LETTER_BYTES},
    letter::SealedLetter,
    sign::{LetterV1, Signature},
    status::Reference,
    suite::{Aead, ENCAPSULATED_KEY_BYTES, Kdf, Kem, KeyConfig, info},
};

/// A sealing key's private half. Wiped when dropped, never printed.
pub struct OpeningKey {
    /// In a place of its own, so that moving the key about leaves no copies behind.
    seed: Box<Zeroizing<[u8; 32]>>,
    config: KeyConfig,
}

impl OpeningKey {
    /// Expands X-Wing's 32-byte seed, which must come from the system's randomness, into a key pair.
    ///
    /// The seed is what is kept: libraries differ in how they write out the expanded key. `key_number` is RFC 9458's own
    /// one-byte identifier; nothing here depends on it.
    pub fn from_seed(key_number: u8, seed: [u8; 32]) -> Self {
        let seed = Box::new(Zeroizing::new(seed));
        let public_key = Kem::sk_to_pk(&private_key(&seed));
        Self { config: KeyConfig::new(key_number, &public_key), seed }
    }

    /// The public half, for the manifest.
    pub fn config(&self) -> &KeyConfig {
        &self.config
    }
}

/// A letter that has been opened and that its visit key signed. Who holds that key is for the evidence to say.
#[derive(Debug)]
pub struct OpenedLetter {
    /// All that was inside the seal.
    pub letter: SealedLetter,
}

/// Why an envelope does not open to a letter. It is kept and reported; the next one goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// The envelope names another sealing key.
    OtherKey,
    /// The seal does not open: changed on its way, sealed for another deployment, or sealed to another key.
    Seal,
    /// Inside the seal is not a letter of this version.
    Content,
    /// The fill after the letter is not all zeroes.
    Fill,
    /// The letter was written for another deployment.
    Origin,
    /// The signature is not the visit key's over this letter and this sealing key.
    Signature,
}

impl fmt::Display for OpenError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::OtherKey => "the envelope is for another sealing key",
            Self::Seal => "the seal does not open with this key",
            Self::Content => "what is inside the seal is not a letter of a known form",
            Self::Fill => "the fill after the letter is not all zeroes",
            Self::Origin => "the letter was written for another deployment",
            Self::Signature => "the signature is not the visit key's over this letter",
        })
    }
}

impl core::error::Error for OpenError {}

/// Opens an envelope: seal, form, fill, origin and the visit key's signature are all checked.
///
/// `origin` is the manifest's. Evidence, times and rules are for the caller: this function has no clock and no provider's keys.
///
/// # Errors
///
/// An [`OpenError`] that says which of these failed first; nothing of the letter is given.
pub fn open(envelope: &Envelope, key: &OpeningKey, origin: &str) -> Result<OpenedLetter, OpenError> {
    let padded = unseal(envelope, key, origin)?;
    let mut reader = Reader::new(&padded);
    let letter = SealedLetter::decode(&mut reader).ok_or(OpenError::Content)?;
    let signature = reader.array().ok_or(OpenError::Content)?;
    let fill = reader.rest();
    if fill.iter().any(|byte| *byte != 0) {
        return Err(OpenError::Fill);
    }
    if letter.origin != origin {
        return Err(OpenError::Origin);
    }
    let content = &padded[..PADDED_LETTER_BYTES - fill.len() - 64];
    if !Signature::<LetterV1>::from_bytes(signature).verifies(&letter.visit_key, &[&key.config.hash(), content]) {
        return Err(OpenError::Signature);
    }
    Ok(OpenedLetter { letter })
}

/// The reference in a letter that [`open`] refuses, so that its sender can be told. `None` if the seal does not open, or has no letter inside.
pub fn reference_of_unopened(envelope: &Envelope, key: &OpeningKey, origin: &str) -> Option<Reference> {
    let padded = unseal(envelope, key, origin).ok()?;
    SealedLetter::decode(&mut Reader::new(&padded)).map(|letter| letter.reference.clone())
}

/// What is inside the seal.
fn unseal(envelope: &Envelope, key: &OpeningKey, origin: &str) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    if envelope.key_id() != key.config.key_id() {
        return Err(OpenError::OtherKey);
    }
    let (header, rest) = envelope.as_bytes().split_at(HEADER_BYTES);
    let (encapsulated_key, rest) = rest.split_at(ENCAPSULATED_KEY_BYTES);
    let (ciphertext, tag) = rest.split_at(PADDED_LETTER_BYTES);
    let encapsulated_key = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated_key).map_err(|_| OpenError::Seal)?;
    let tag = hpke::aead::AeadTag::<Aead>::from_bytes(tag).map_err(|_| OpenError::Seal)?;
    let mut padded = Zeroizing::new(ciphertext.to_vec());
    hpke::single_shot_open_inout_detached::<Aead, Kdf, Kem>(
        &OpModeR::Base,
        &private_key(&key.seed),
        &encapsulated_key,
        &info(origin, &key.config),
        InOutBuf::from(padded.as_mut_slice()),
        header,
        &tag,
    )
    .map_err(|_| OpenError::Seal)?;
    Ok(padded)
}

fn private_key(seed: &[u8; 32]) -> <Kem as hpke::Kem>::PrivateKey {
    <Kem as hpke::Kem>::PrivateKey::from_bytes(seed).expect("every 32 bytes are an X-Wing seed")
}
