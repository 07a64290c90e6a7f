//! The sealed letter: everything that goes inside the seal, padded to one size, signed by the visit key, sealed to screening.
//!
//! Sealing is two pure steps, so that a signing key which lives outside Wasm (WebCrypto, not extractable) can sign in between:
//! [`SealedLetter::to_sign`] gives the bytes to sign, [`ToSign::seal`] takes the signature and gives the envelope.

use core::fmt;

use hpke::{OpModeS, Serializable as _, inout::InOutBuf, rand_core::CryptoRng};
use zeroize::{Zeroize as _, Zeroizing};

use crate::{
    codec::{Reader, put_opaque},
    envelope::{ENVELOPE_BYTES, Envelope, HEADER_BYTES, PADDED_LETTER_BYTES},
    sign::{self, LetterV1},
    status::Reference,
    suite::{Aead, ENCAPSULATED_KEY_BYTES, Kdf, Kem, KeyConfig, TAG_BYTES, info},
    supervision::Supervision,
    typed::MAX_NUMBER_BYTES,
};

/// The longest letter text, in bytes of UTF-8.
pub const MAX_BODY_BYTES: usize = 30_000;
/// The longest evidence, in bytes. Larger tokens are refused at login, before anybody has written a word.
pub const MAX_EVIDENCE_BYTES: usize = 8_192;
/// The longest name, of recipient or sender, in bytes of UTF-8.
pub const MAX_NAME_BYTES: usize = 400;
/// The longest manifest origin, in bytes.
pub const MAX_ORIGIN_BYTES: usize = 255;

/// The only kind of content so far.
const KIND_LETTER: u8 = 1;
const EVIDENCE_ID_TOKEN: u8 = 1;
const EVIDENCE_VISITOR_CODE: u8 = 2;
const SIGNATURE_BYTES: usize = 64;

/// A letter with all that screening needs to know about it. Wiped when dropped.
///
/// ```text
/// uint8  kind = 1;
/// opaque message_id[16];
/// uint64 sealed_at;
/// opaque origin<1..255>;
/// opaque manifest_hash[32];
/// uint16 notice_version;
/// uint8  supervision;             // 1: read, 2: sample, 3: rules
/// uint16 rules_version;
/// opaque recipient_number<1..32>;
/// opaque recipient_name<1..400>;
/// opaque sender_name<1..400>;
/// opaque reference[16];
/// uint8  evidence_kind;           // 1: ID token, 2: visitor code
/// opaque evidence<1..8192>;
/// opaque visit_key[32];
/// opaque body<1..30000>;
/// opaque signature[64];
/// opaque fill[...] = zero up to 40,960 bytes in all
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SealedLetter {
    /// Random, fresh for each letter; the same again after a retry.
    pub message_id: [u8; 16],
    /// When the sender sealed it: seconds since 1970.
    pub sealed_at: u64,
    /// The manifest's origin: which deployment this letter was written for.
    pub origin: String,
    /// SHA-256 of the text of the manifest that the client used, so that screening sees a rollback.
    pub manifest_hash: [u8; 32],
    /// Which supervision notice the sender was shown.
    pub notice_version: u16,
    /// How the notice said that letters are supervised.
    pub supervision: Supervision,
    /// Which rule set the client checked.
    pub rules_version: u16,
    /// The recipient's registration number.
    pub recipient_number: String,
    /// The recipient's name, in any script.
    pub recipient_name: String,
    /// The name that the sender wants printed under the letter.
    pub sender_name: String,
    /// The secret under which the letter's status will be published.
    pub reference: Reference,
    /// What proves who the sender is.
    pub evidence: Evidence,
    /// The Ed25519 public key of the visit in which this letter was written.
    pub visit_key: [u8; 32],
    /// The letter's text.
    pub body: String,
}

/// What proves who the sender is. Checked by screening, never by the intake.
#[derive(Clone, PartialEq, Eq)]
pub enum Evidence {
    /// An OpenID Connect ID token whose nonce commits to the visit key.
    IdToken(String),
    /// The proof half of a visitor code, as it was typed.
    VisitorCode(String),
}

impl Evidence {
    const fn kind(&self) -> u8 {
        match self {
            Self::IdToken(_) => EVIDENCE_ID_TOKEN,
            Self::VisitorCode(_) => EVIDENCE_VISITOR_CODE,
        }
    }

    const fn text(&self) -> &String {
        let (Self::IdToken(text) | Self::VisitorCode(text)) = self;
        text
    }

    /// Overwrites it.
    pub fn wipe(&mut self) {
        let (Self::IdToken(text) | Self::VisitorCode(text)) = self;
        text.zeroize();
    }
}

/// Why a letter cannot be sealed. Whoever wrote it still has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealError {
    /// A field is empty or longer than its limit; the name is the field's.
    Field(&'static str),
    /// The sealing key could not be used.
    Key,
}

impl fmt::Display for SealError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(out, "the letter's {name} is empty or too long"),
            Self::Key => out.write_str("the sealing key cannot be used"),
        }
    }
}

impl core::error::Error for SealError {}

/// A letter that waits for the visit key's signature. Wiped when dropped.
pub struct ToSign {
    message: Zeroizing<Vec<u8>>,
    content_at: usize,
    origin: String,
    key: KeyConfig,
}

impl SealedLetter {
    /// The first step: lays out the letter and says what the visit key must sign. `key` is the manifest's active sealing key.
    ///
    /// # Errors
    ///
    /// `Field` with the name of the first field that is empty or longer than its limit.
    pub fn to_sign(&self, key: &KeyConfig) -> Result<ToSign, SealError> {
        let content = self.encode()?;
        let message = Zeroizing::new(sign::message::<LetterV1>(&[&key.hash(), &content]));
        Ok(ToSign { content_at: message.len() - content.len(), message, origin: self.origin.clone(), key: key.clone() })
    }

    /// Everything before the signature.
    fn encode(&self) -> Result<Zeroizing<Vec<u8>>, SealError> {
        // Room for all of it at once: growing would leave copies of the letter behind in memory.
        let mut out = Zeroizing::new(Vec::with_capacity(PADDED_LETTER_BYTES));
        let field = |name, text: &str, max| {
            if text.is_empty() || text.len() > max { Err(SealError::Field(name)) } else { Ok(()) }
        };
        let evidence = self.evidence.text();
        field("origin", &self.origin, MAX_ORIGIN_BYTES)?;
        field("recipient number", &self.recipient_number, MAX_NUMBER_BYTES)?;
        field("recipient name", &self.recipient_name, MAX_NAME_BYTES)?;
        field("sender name", &self.sender_name, MAX_NAME_BYTES)?;
        field("evidence", evidence, MAX_EVIDENCE_BYTES)?;
        field("text", &self.body, MAX_BODY_BYTES)?;

        out.push(KIND_LETTER);
        out.extend_from_slice(&self.message_id);
        out.extend_from_slice(&self.sealed_at.to_be_bytes());
        put_opaque(&mut out, self.origin.as_bytes());
        out.extend_from_slice(&self.manifest_hash);
        out.extend_from_slice(&self.notice_version.to_be_bytes());
        out.push(self.supervision.code());
        out.extend_from_slice(&self.rules_version.to_be_bytes());
        put_opaque(&mut out, self.recipient_number.as_bytes());
        put_opaque(&mut out, self.recipient_name.as_bytes());
        put_opaque(&mut out, self.sender_name.as_bytes());
        out.extend_from_slice(self.reference.as_bytes());
        out.push(self.evidence.kind());
        put_opaque(&mut out, evidence.as_bytes());
        out.extend_from_slice(&self.visit_key);
        put_opaque(&mut out, self.body.as_bytes());
        Ok(out)
    }

    /// Reads what [`SealedLetter::encode`] wrote and leaves the reader at the signature.
    #[cfg_attr(not(feature = "open"), expect(dead_code, reason = "only whoever opens reads a letter"))]
    pub(crate) fn decode(reader: &mut Reader<'_>) -> Option<Self> {
        if reader.u8()? != KIND_LETTER {
            return None;
        }
        Some(Self {
            message_id: reader.array()?,
            sealed_at: reader.u64()?,
            origin: reader.text(1, MAX_ORIGIN_BYTES)?.to_owned(),
            manifest_hash: reader.array()?,
            notice_version: reader.u16()?,
            supervision: Supervision::from_code(reader.u8()?)?,
            rules_version: reader.u16()?,
            recipient_number: reader.text(1, MAX_NUMBER_BYTES)?.to_owned(),
            recipient_name: reader.text(1, MAX_NAME_BYTES)?.to_owned(),
            sender_name: reader.text(1, MAX_NAME_BYTES)?.to_owned(),
            reference: Reference::from_bytes(reader.array()?),
            evidence: match reader.u8()? {
                EVIDENCE_ID_TOKEN => Evidence::IdToken(reader.text(1, MAX_EVIDENCE_BYTES)?.to_owned()),
                EVIDENCE_VISITOR_CODE => Evidence::VisitorCode(reader.text(1, MAX_EVIDENCE_BYTES)?.to_owned()),
                _ => return None,
            },
            visit_key: reader.array()?,
            body: reader.text(1, MAX_BODY_BYTES)?.to_owned(),
        })
    }
}

impl ToSign {
    /// What the visit key signs: "lakzegel/v1 letter", a zero byte, SHA-256 of the sealing key's `KeyConfig`, and the content.
    ///
    /// Signing the key stops one authority from sealing the letter again to another.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// The second step: pads and seals. `rng` must be the platform's own source of randomness; it gives the KEM's 64 bytes.
    ///
    /// Whether the signature is the visit key's over [`ToSign::message`] is the signer's to know; screening verifies it.
    ///
    /// # Errors
    ///
    /// `Key` if the KEM does not accept the sealing key.
    pub fn seal<R: CryptoRng>(self, signature: [u8; SIGNATURE_BYTES], rng: &mut R) -> Result<Envelope, SealError> {
        seal_padded(&self.origin, &self.key, &[&self.message[self.content_at..], &signature], rng)
    }
}

/// Seals nothing at all to `key`, and throws it away.
///
/// A browser compiles a function when it is first called, and seven in ten milliseconds of a first seal go there. A client calls this
/// while its sender reads the letter once more; it also says beforehand that the key can be sealed to.
///
/// # Errors
///
/// `Key` if the KEM does not accept the sealing key.
pub fn rehearse<R: CryptoRng>(origin: &str, key: &KeyConfig, rng: &mut R) -> Result<(), SealError> {
    seal_padded(origin, key, &[], rng).map(drop)
}

/// Fills up `content` with zeros, and seals it.
fn seal_padded<R: CryptoRng>(origin: &str, key: &KeyConfig, content: &[&[u8]], rng: &mut R) -> Result<Envelope, SealError> {
    let public_key = key.public_key().map_err(|_| SealError::Key)?;
    let header = Envelope::header(key.key_id());

    // The plaintext is written where the ciphertext will stand and sealed in place: no other copy of it is made.
    let mut bytes = vec![0; ENVELOPE_BYTES];
    bytes[..HEADER_BYTES].copy_from_slice(&header);
    let (before, rest) = bytes.split_at_mut(HEADER_BYTES + ENCAPSULATED_KEY_BYTES);
    let (padded, tag_place) = rest.split_at_mut(PADDED_LETTER_BYTES);
    let mut place = &mut *padded;
    for part in content {
        let (here, after) = place.split_at_mut(part.len());
        here.copy_from_slice(part);
        place = after;
    }

    let sealed = hpke::single_shot_seal_inout_detached_with_rng::<Aead, Kdf, Kem>(
        &OpModeS::Base,
        &public_key,
        &info(origin, key),
        InOutBuf::from(&mut *padded),
        &header,
        rng,
    );
    let Ok((encapsulated_key, tag)) = sealed else {
        bytes.zeroize();
        return Err(SealError::Key);
    };
    before[HEADER_BYTES..].copy_from_slice(&encapsulated_key.to_bytes());
    tag_place[..TAG_BYTES].copy_from_slice(&tag.to_bytes());
    Ok(Envelope::from_sealed(bytes))
}

impl fmt::Debug for SealedLetter {
    /// Prints that there is a letter, and nothing of it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SealedLetter(..)")
    }
}

impl Drop for SealedLetter {
    fn drop(&mut self) {
        self.evidence.wipe();
        for text in [&mut self.recipient_number, &mut self.recipient_name, &mut self.sender_name, &mut self.body] {
            text.zeroize();
        }
    }
}
