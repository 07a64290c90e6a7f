//! C2SP signed notes (c2sp.org/signed-note) with Ed25519, and the timestamped cosignatures of c2sp.org/tlog-cosignature.
//!
//! A note is text that people can read, a blank line, and signature lines. Signatures by unknown keys are ignored: that is how
//! signers are added and retired. A bad signature by a known key refuses the whole note.

use core::fmt;

use base64ct::{Base64, Encoding as _};
use ed25519_dalek::Signer as _;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{codec::read_hex, sign};

/// The longest note that is read, in bytes.
pub const MAX_NOTE_BYTES: usize = 65_536;
/// The most signature lines that are read.
pub const MAX_SIGNATURES: usize = 64;
const SIGNATURE_LINE: &str = "\u{2014} ";

/// What kind of signature a key makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// Ed25519 over the note's text: signature type 0x01.
    Ed25519,
    /// A timestamped Ed25519 cosignature of a checkpoint: signature type 0x04.
    Cosignature,
}

impl Algorithm {
    fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    fn from_byte(byte: u8) -> Option<Self> {
        [Self::Ed25519, Self::Cosignature].into_iter().find(|algorithm| algorithm.byte() == byte)
    }
}

/// The public half of a note key: `name+hash+base64(type || key)`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    algorithm: Algorithm,
    public_key: [u8; 32],
}

/// The private half of a note key: `PRIVATE+KEY+name+hash+base64(type || seed)`. Wiped when dropped, never printed.
pub struct SigningKey {
    verifier: VerifierKey,
    seed: Zeroizing<[u8; 32]>,
}

/// A text that is not a key: malformed, of an unknown type, or with a hash that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyError;

impl fmt::Display for KeyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("this is not a note key: it must read name+hash+base64, and the hash must be the key's own")
    }
}

impl core::error::Error for KeyError {}

impl VerifierKey {
    /// Reads `name+hash+base64`.
    ///
    /// # Errors
    ///
    /// If it does not read so, if the hash is not the key's own, or if the key is not a point of large order in its canonical encoding.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, key_id, algorithm, public_key) = parse_key(text).ok_or(KeyError)?;
        let key = Self { name: name.to_owned(), algorithm, public_key };
        if key.id() == key_id && sign::public_key(&public_key).is_some() { Ok(key) } else { Err(KeyError) }
    }

    /// The key's name, which signature lines repeat.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What kind of signature this key makes.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The Ed25519 public key, 32 bytes.
    pub fn public_key(&self) -> &[u8; 32] {
        &self.public_key
    }

    /// The first four bytes of SHA-256(name || newline || type || key).
    fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(self.name.as_bytes())
            .chain_update([b'\n', self.algorithm.byte()])
            .chain_update(self.public_key)
            .finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// The time of a cosignature, `Some(None)` for a plain signature, `None` when the signature is bad.
    fn check(&self, text: &str, signature: &[u8]) -> Option<Option<u64>> {
        match self.algorithm {
            Algorithm::Ed25519 => {
                let signature = signature.try_into().ok()?;
                sign::verify(&self.public_key, text.as_bytes(), signature).then_some(None)
            }
            Algorithm::Cosignature => {
                let (time, signature) = signature.split_first_chunk()?;
                let time = u64::from_be_bytes(*time);
                let signature = signature.try_into().ok()?;
                sign::verify(&self.public_key, cosigned_message(text, time).as_bytes(), signature).then_some(Some(time))
            }
        }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&key_text(&self.name, self.id(), self.algorithm, &self.public_key))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "VerifierKey({self})")
    }
}

impl SigningKey {
    /// Makes a key from 32 bytes of the system's randomness. Names are not empty and hold neither white space nor `+`.
    ///
    /// # Errors
    ///
    /// If the name is empty, or has white space or `+` in it.
    pub fn from_seed(name: &str, algorithm: Algorithm, seed: [u8; 32]) -> Result<Self, KeyError> {
        if !name_is_valid(name) {
            return Err(KeyError);
        }
        let seed = Zeroizing::new(seed);
        let public_key = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key().to_bytes();
        Ok(Self { verifier: VerifierKey { name: name.to_owned(), algorithm, public_key }, seed })
    }

    /// Reads `PRIVATE+KEY+name+hash+base64`.
    ///
    /// # Errors
    ///
    /// If it does not read so, or if the hash is not the key's own.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let rest = text.strip_prefix("PRIVATE+KEY+").ok_or(KeyError)?;
        let (name, key_id, algorithm, seed) = parse_key(rest).ok_or(KeyError)?;
        let key = Self::from_seed(name, algorithm, seed)?;
        if key.verifier.id() == key_id { Ok(key) } else { Err(KeyError) }
    }

    /// What [`SigningKey::parse`] reads: secret.
    pub fn to_text(&self) -> Zeroizing<String> {
        let key = key_text(&self.verifier.name, self.verifier.id(), self.verifier.algorithm, &self.seed);
        Zeroizing::new(format!("PRIVATE+KEY+{key}"))
    }

    /// The public half.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a note's text, which ends in a newline. For a key of type [`Algorithm::Ed25519`].
    pub fn sign(&self, text: &str) -> NoteSignature {
        self.line(self.raw(text.as_bytes()).to_vec())
    }

    /// Cosigns a checkpoint's text at `time`, in seconds since 1970. For a key of type [`Algorithm::Cosignature`].
    pub fn cosign(&self, checkpoint: &str, time: u64) -> NoteSignature {
        let signature = self.raw(cosigned_message(checkpoint, time).as_bytes());
        self.line([time.to_be_bytes().as_slice(), &signature].concat())
    }

    /// A bare Ed25519 signature, 64 bytes.
    pub(crate) fn raw(&self, message: &[u8]) -> [u8; 64] {
        ed25519_dalek::SigningKey::from_bytes(&self.seed).sign(message).to_bytes()
    }

    fn line(&self, signature: Vec<u8>) -> NoteSignature {
        NoteSignature { name: self.verifier.name.clone(), key_id: self.verifier.id(), signature }
    }
}

/// One signature line of a note, not verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    key_id: [u8; 4],
    signature: Vec<u8>,
}

/// A text with signatures, of which none has been verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// A key that signed a note, and the time of its cosignature if it is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'k> {
    /// The key.
    pub key: &'k VerifierKey,
    /// Seconds since 1970, for a [`Algorithm::Cosignature`].
    pub time: Option<u64>,
}

/// Why a note is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteError {
    /// Longer than [`MAX_NOTE_BYTES`], or with more than [`MAX_SIGNATURES`] signatures.
    TooLong,
    /// Not text, a blank line and signature lines; or with control characters in it.
    Form,
    /// A known key's signature does not verify.
    Signature,
}

impl fmt::Display for NoteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::TooLong => "the note is too long",
            Self::Form => "this is not a signed note",
            Self::Signature => "a signature of a known key is false",
        })
    }
}

impl core::error::Error for NoteError {}

impl Note {
    /// A note without signatures. Each line of `text` ends in a newline; it is not empty and holds no control characters.
    ///
    /// # Errors
    ///
    /// `TooLong` beyond [`MAX_NOTE_BYTES`]; `Form` for an empty text, one without a newline at its end, or control characters.
    pub fn new(text: String) -> Result<Self, NoteError> {
        let controls = text.chars().any(|character| character < ' ' && character != '\n');
        if text.len() > MAX_NOTE_BYTES {
            Err(NoteError::TooLong)
        } else if controls || text.len() < 2 || !text.ends_with('\n') {
            Err(NoteError::Form)
        } else {
            Ok(Self { text, signatures: Vec::new() })
        }
    }

    /// Reads a note with at least one signature line.
    ///
    /// # Errors
    ///
    /// `TooLong` beyond [`MAX_NOTE_BYTES`] or [`MAX_SIGNATURES`]; `Form` unless it is text, a blank line and signature lines, without control characters.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        // Not `rfind`: it brings a searcher that weighs more than this function.
        let blank = note.as_bytes().windows(2).rposition(|two| two == b"\n\n").ok_or(NoteError::Form)?;
        let mut parsed = Self::new(note[..=blank].to_owned())?;
        let lines = note[blank + 2..].strip_suffix('\n').ok_or(NoteError::Form)?;
        for line in lines.split('\n') {
            if parsed.signatures.len() == MAX_SIGNATURES {
                return Err(NoteError::TooLong);
            }
            parsed.signatures.push(parse_signature(line).ok_or(NoteError::Form)?);
        }
        Ok(parsed)
    }

    /// The signed text, with its last newline.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a signature line at the end.
    pub fn add(&mut self, signature: NoteSignature) {
        self.signatures.push(signature);
    }

    /// Whether everybody who is named as a signer of `other` is named here, too. Nothing is verified.
    pub fn names_all_signers_of(&self, other: &Self) -> bool {
        let is_here = |line: &NoteSignature| self.signatures.iter().any(|own| own.key_id == line.key_id && own.name == line.name);
        other.signatures.iter().all(is_here)
    }

    /// Takes over what `keys` signed in `other`, a note of the same text: the first signature of each key that has none here. Nothing is verified.
    pub fn take_over<'k>(&mut self, other: &Self, keys: impl IntoIterator<Item = &'k VerifierKey>) {
        for key in keys {
            let id = key.id();
            let own = |line: &&NoteSignature| line.key_id == id && line.name == key.name;
            if !self.signatures.iter().any(|line| own(&line)) {
                self.signatures.extend(other.signatures.iter().find(own).cloned());
            }
        }
    }

    /// Which of `keys` signed this text. Each key counts once; none at all is not an error, but an empty list.
    ///
    /// # Errors
    ///
    /// `Signature` if one of these keys is named and its signature is false.
    pub fn verify<'k>(&self, keys: impl IntoIterator<Item = &'k VerifierKey>) -> Result<Vec<Signed<'k>>, NoteError> {
        let mut signed = Vec::new();
        for key in keys {
            let id = key.id();
            let own = |line: &&NoteSignature| line.key_id == id && line.name == key.name;
            let mut newest = None;
            for line in self.signatures.iter().filter(own) {
                let time = key.check(&self.text, &line.signature).ok_or(NoteError::Signature)?;
                newest = newest.max(Some(time));
            }
            if let Some(time) = newest
                && !signed.iter().any(|other: &Signed<'_>| other.key.public_key == key.public_key)
            {
                signed.push(Signed { key, time });
            }
        }
        Ok(signed)
    }
}

impl fmt::Display for Note {
    /// The whole note, as [`Note::parse`] reads it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{}", self.text)?;
        for NoteSignature { name, key_id, signature } in &self.signatures {
            let bytes = [key_id.as_slice(), signature].concat();
            writeln!(out, "{SIGNATURE_LINE}{name} {}", Base64::encode_string(&bytes))?;
        }
        Ok(())
    }
}

/// What a cosigner signs: c2sp.org/tlog-cosignature, "Ed25519 signed message".
fn cosigned_message(checkpoint: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{checkpoint}")
}

fn name_is_valid(name: &str) -> bool {
    !name.is_empty() && !name.contains(|character: char| character.is_whitespace() || character.is_control() || character == '+')
}

fn parse_key(text: &str) -> Option<(&str, [u8; 4], Algorithm, [u8; 32])> {
    let (name, rest) = text.split_once('+')?;
    let (key_id, key) = rest.split_once('+')?;
    let key = Base64::decode_vec(key).ok()?;
    let (algorithm, key) = key.split_first()?;
    name_is_valid(name).then_some(())?;
    Some((name, read_hex(key_id)?, Algorithm::from_byte(*algorithm)?, key.try_into().ok()?))
}

fn key_text(name: &str, id: [u8; 4], algorithm: Algorithm, key: &[u8; 32]) -> String {
    let mut typed = Zeroizing::new([0; 33]);
    typed[0] = algorithm.byte();
    typed[1..].copy_from_slice(key);
    format!("{name}+{:08x}+{}", u32::from_be_bytes(id), Base64::encode_string(&*typed))
}

fn parse_signature(line: &str) -> Option<NoteSignature> {
    let (name, bytes) = line.strip_prefix(SIGNATURE_LINE)?.split_once(' ')?;
    let bytes = Base64::decode_vec(bytes).ok()?;
    let (key_id, signature) = bytes.split_first_chunk()?;
    (name_is_valid(name) && !signature.is_empty()).then(|| NoteSignature {
        name: name.to_owned(),
        key_id: *key_id,
        signature: signature.to_vec(),
    })
}
