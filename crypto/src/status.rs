//! The status of a letter: published under a name, and encrypted with a key, that only the sender's reference gives.

use core::fmt;

use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit as _,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{
    codec::Reader,
    ids::{EnvelopeId, LookupId},
    note::{SigningKey, VerifierKey},
    sign::{self, Signature, StatusV1},
    typed,
};

const STATUS_VERSION: u16 = 1;
const HEADER_BYTES: usize = 2 + 8;
const NONCE_BYTES: usize = 12;
const PADDED_BYTES: usize = 64;
const SIGNED_BYTES: usize = HEADER_BYTES + NONCE_BYTES + PADDED_BYTES + 16;
/// The length of every published status: 166 bytes.
pub const STATUS_BYTES: usize = SIGNED_BYTES + 64;

/// The sender's secret for asking how a letter fares: 128 random bits. Wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Reference([u8; 16]);

/// Why a text is not a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceError {
    /// Too few or too many characters; the number there is, without blanks and dashes. It should be 28.
    Length(usize),
    /// A character that references do not have.
    Character(char),
    /// A typing error somewhere: the check characters do not fit.
    Checksum,
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(count) => write!(out, "a reference has {REFERENCE_CHARACTERS} characters, not {count}"),
            Self::Character(character) => write!(out, "a reference does not have the character {character:?}"),
            Self::Checksum => out.write_str("there is a typing error in the reference"),
        }
    }
}

impl core::error::Error for ReferenceError {}

/// Crockford's base 32: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// 128 bits and a 12-bit checksum, five bits a character.
const REFERENCE_CHARACTERS: usize = 28;
const CHECKSUM_BITS: u32 = 12;

impl Reference {
    /// Seven groups of four characters: how it is shown, saved and printed. It is secret.
    ///
    /// The client calls this, and not `to_string`: what is formatted stays in its first module, for it is called by its address.
    pub fn to_text(&self) -> String {
        let secret = u128::from_be_bytes(self.0);
        let bits = Bits { high: secret >> (128 - CHECKSUM_BITS), low: (secret << CHECKSUM_BITS) | u128::from(self.checksum()) };
        let mut text = String::with_capacity(REFERENCE_CHARACTERS + REFERENCE_CHARACTERS / 4);
        for place in 0..REFERENCE_CHARACTERS {
            if place > 0 && place % 4 == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[bits.at(place)]));
        }
        text
    }

    /// Takes 16 bytes of the system's randomness.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The secret itself.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads what a person typed or pasted (docs/protocol.md, section 1): in either case, with or without blanks, dashes and what stands round it,
    /// in full width, with digits of any script, O for 0, and I or L for 1.
    ///
    /// # Errors
    ///
    /// `Length` or `Character`, with what was typed, or `Checksum` for a typing error.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let mut bits = Bits::default();
        for (character, plain) in typed::characters(text) {
            let plain = match plain.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let value = ALPHABET.iter().position(|letter| char::from(*letter) == plain);
            bits.push(value.ok_or(ReferenceError::Character(character))? as u128);
        }
        let count = typed::characters(text).count();
        if count != REFERENCE_CHARACTERS {
            return Err(ReferenceError::Length(count));
        }
        let reference = Self(bits.secret().to_be_bytes());
        if bits.checksum() == reference.checksum() { Ok(reference) } else { Err(ReferenceError::Checksum) }
    }

    /// Where the letter's status is published in the deployment `origin`.
    pub fn lookup_id(&self, origin: &str) -> LookupId {
        let mut id = [0; 32];
        self.derive("lookup", origin, &mut id);
        LookupId::from_bytes(id)
    }

    fn key(&self, origin: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        self.derive("key", origin, &mut key);
        key
    }

    /// HKDF-SHA256 (RFC 5869): salt "lakzegel/v1 status", info purpose || 0x00 || origin.
    fn derive(&self, purpose: &str, origin: &str, out: &mut [u8; 32]) {
        let info = [purpose.as_bytes(), &[0], origin.as_bytes()];
        Hkdf::<Sha256>::new(Some(b"lakzegel/v1 status"), &self.0)
            .expand_multi_info(&info, out)
            .expect("32 bytes are one block of HKDF-SHA256");
    }

    /// The first twelve bits of SHA-256("lakzegel/v1 reference" || 0x00 || secret).
    fn checksum(&self) -> u16 {
        let hash = Sha256::new().chain_update(b"lakzegel/v1 reference\0").chain_update(self.0).finalize();
        u16::from_be_bytes([hash[0], hash[1]]) >> (16 - CHECKSUM_BITS)
    }
}

impl fmt::Display for Reference {
    /// As [`to_text`](Reference::to_text) has it. It is secret.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_text())
    }
}

/// 140 bits: the secret in front, the checksum behind.
#[derive(Default)]
struct Bits {
    high: u128,
    low: u128,
}

impl Bits {
    fn push(&mut self, five: u128) {
        self.high = (self.high << 5) | (self.low >> 123);
        self.low = (self.low << 5) | five;
    }

    /// The five bits at a character's place, from the front.
    fn at(&self, place: usize) -> usize {
        let shift = 5 * (REFERENCE_CHARACTERS - 1 - place);
        let value = if shift >= 128 {
            self.high >> (shift - 128)
        } else if shift > 123 {
            (self.low >> shift) | (self.high << (128 - shift))
        } else {
            self.low >> shift
        };
        (value & 31) as usize
    }

    fn secret(&self) -> u128 {
        (self.high << (128 - CHECKSUM_BITS)) | (self.low >> CHECKSUM_BITS)
    }

    fn checksum(&self) -> u16 {
        (self.low & ((1 << CHECKSUM_BITS) - 1)) as u16
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// How a letter fares, at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// How it fares.
    pub state: State,
    /// When it was published, in seconds since 1970: the same for every letter of a deployment, and anew at each fixed time, whether or not
    /// anything has changed. Of two statuses of a letter the later one counts. It can be read without the reference.
    pub published_at: u64,
    /// Which envelope it is about.
    pub envelope: EnvelopeId,
}

/// How a letter fares. *Screened* never means handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Screening holds the envelope.
    Received,
    /// Screening is looking at it.
    InScreening,
    /// Screening has released it.
    Screened,
    /// Screening has withheld it.
    Withheld(Ground),
}

/// Why a letter was withheld: the four grounds of article 36(4) Penitentiaire beginselenwet, or a technical one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Order and safety in the institution.
    OrderAndSafety,
    /// Public order and national security.
    PublicOrder,
    /// Preventing and detecting offences.
    Offences,
    /// Protecting victims and others.
    Victims,
    /// Something about the letter's form.
    Technical(TechnicalReason),
}

/// What was wrong with a letter's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TechnicalReason {
    /// It could not be read.
    Unreadable,
    /// The evidence does not show who wrote it.
    Identity,
    /// It breaks a rule of the rule set that it names.
    Rules,
    /// The same message came before, with other contents.
    Duplicate,
}

/// Every state with its code on the wire.
const STATES: [(u8, State); 11] = [
    (0, State::Received),
    (1, State::InScreening),
    (2, State::Screened),
    (16, State::Withheld(Ground::OrderAndSafety)),
    (17, State::Withheld(Ground::PublicOrder)),
    (18, State::Withheld(Ground::Offences)),
    (19, State::Withheld(Ground::Victims)),
    (32, State::Withheld(Ground::Technical(TechnicalReason::Unreadable))),
    (33, State::Withheld(Ground::Technical(TechnicalReason::Identity))),
    (34, State::Withheld(Ground::Technical(TechnicalReason::Rules))),
    (35, State::Withheld(Ground::Technical(TechnicalReason::Duplicate))),
];

/// Why bytes are not a status for this reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusError {
    /// Not [`STATUS_BYTES`] long, or of another version.
    Form,
    /// Not signed by the manifest's verdict key for this place.
    Signature,
    /// Not encrypted for this reference.
    Encryption,
    /// Decrypted, but to something that this version does not know.
    Content,
}

impl fmt::Display for StatusError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Form => "this is not a status",
            Self::Signature => "the status is not signed by screening",
            Self::Encryption => "the status is not for this reference",
            Self::Content => "the status says something that this version does not know",
        })
    }
}

impl core::error::Error for StatusError {}

impl Status {
    /// Encrypts and signs a status: always [`STATUS_BYTES`] bytes. `nonce` is random and never used twice for one reference.
    ///
    /// ```text
    /// uint16 version = 1;
    /// uint64 published_at;
    /// opaque nonce[12];
    /// opaque ciphertext[64 + 16];   // ChaCha20-Poly1305, aad = version, published_at, lookup id
    /// opaque signature[64];         // verdict key, over "lakzegel/v1 status" 0x00, origin, 0x00, lookup id, everything before
    /// ```
    pub fn encrypt(&self, reference: &Reference, origin: &str, nonce: [u8; 12], key: &SigningKey) -> Vec<u8> {
        let lookup = reference.lookup_id(origin);
        let mut out = Vec::with_capacity(STATUS_BYTES);
        out.extend_from_slice(&STATUS_VERSION.to_be_bytes());
        out.extend_from_slice(&self.published_at.to_be_bytes());
        let cipher = ChaCha20Poly1305::new(&(*reference.key(origin)).into());
        let payload = Payload { msg: &self.encode(), aad: &[&out[..], lookup.as_bytes()].concat() };
        out.extend_from_slice(&nonce);
        out.extend(cipher.encrypt(&nonce.into(), payload).expect("64 bytes are far below the cipher's limit"));
        let signature = key.raw(&sign::message::<StatusV1>(&[origin.as_bytes(), &[0], lookup.as_bytes(), &out]));
        out.extend_from_slice(&signature);
        out
    }

    /// Verifies and decrypts what [`Status::encrypt`] made. Whether it is about one's own envelope is for the caller to compare.
    ///
    /// # Errors
    ///
    /// `Form` for another length or version, `Signature` if screening did not sign it for this reference's place, `Encryption` for another
    /// reference, `Content` if it says what this version does not know.
    pub fn decrypt(bytes: &[u8], reference: &Reference, origin: &str, verdict_key: &VerifierKey) -> Result<Self, StatusError> {
        let lookup = reference.lookup_id(origin);
        let published_at = verify_status(bytes, &lookup, origin, verdict_key)?;
        let (header, sealed) = bytes[..SIGNED_BYTES].split_at(HEADER_BYTES);
        let mut reader = Reader::new(sealed);
        let nonce: [u8; NONCE_BYTES] = reader.array().ok_or(StatusError::Form)?;
        let cipher = ChaCha20Poly1305::new(&(*reference.key(origin)).into());
        let payload = Payload { msg: reader.rest(), aad: &[header, lookup.as_bytes()].concat() };
        let plain = cipher.decrypt(&nonce.into(), payload).map_err(|_| StatusError::Encryption)?;
        let (state, envelope) = decode(&plain).ok_or(StatusError::Content)?;
        Ok(Self { state, published_at, envelope })
    }

    /// ```text
    /// uint8  state;
    /// opaque envelope[32];
    /// opaque fill[31] = zero;
    /// ```
    fn encode(&self) -> [u8; PADDED_BYTES] {
        let (code, _) = STATES.iter().find(|(_, state)| *state == self.state).expect("the table has every state");
        let mut out = [0; PADDED_BYTES];
        out[0] = *code;
        out[1..33].copy_from_slice(self.envelope.as_bytes());
        out
    }
}

/// Reads what [`Status::encode`] wrote.
fn decode(plain: &[u8]) -> Option<(State, EnvelopeId)> {
    let mut reader = Reader::new(plain);
    let code = reader.u8()?;
    let (_, state) = STATES.iter().find(|(known, _)| *known == code)?;
    let envelope = EnvelopeId::from_bytes(reader.array()?);
    let fill: [u8; PADDED_BYTES - 33] = reader.array()?;
    reader.finish()?;
    fill.iter().all(|byte| *byte == 0).then_some((*state, envelope))
}

/// Checks form and signature without the reference, and gives the time of publication: what the intake does before it publishes.
///
/// # Errors
///
/// `Form` for another length or version; `Signature` if screening did not sign it for this place.
pub fn verify_status(bytes: &[u8], lookup: &LookupId, origin: &str, verdict_key: &VerifierKey) -> Result<u64, StatusError> {
    let bytes: &[u8; STATUS_BYTES] = bytes.try_into().map_err(|_| StatusError::Form)?;
    let (signed, signature) = bytes.split_at(SIGNED_BYTES);
    let mut reader = Reader::new(signed);
    let published_at = match (reader.array(), reader.u64()) {
        (Some(version), Some(published_at)) if version == STATUS_VERSION.to_be_bytes() => published_at,
        _ => return Err(StatusError::Form),
    };
    let signature = Signature::<StatusV1>::from_bytes(signature.try_into().map_err(|_| StatusError::Form)?);
    let message = sign::message::<StatusV1>(&[origin.as_bytes(), &[0], lookup.as_bytes(), signed]);
    if signature.verifies_message(verdict_key.public_key(), &message) { Ok(published_at) } else { Err(StatusError::Signature) }
}
