//! Visitor codes: what a visiting desk prints for somebody without a digital identity, and what the intake gets to know of it.
//!
//! A code has two independent halves. The *admission* half gives the right to upload: the intake holds a slow hash of it. The *proof*
//! half goes inside the seal and nowhere else: screening made it, and recognises it. Whoever has stolen everything from the intake, or
//! has guessed his way through a hash, still lacks the half that says who somebody is.

use core::{fmt, marker::PhantomData};

use argon2::{Algorithm, Argon2, Params, Version};
use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize as _;

use crate::{
    codec::read_decimal,
    note::{Note, NoteError, SigningKey, VerifierKey},
    typed,
};

/// The length of each half, in characters.
pub const HALF_CHARACTERS: usize = 12;
/// The length of what the intake and screening know of a half, in bytes.
pub const CODE_HASH_BYTES: usize = 32;
/// The characters that a code has: no 0, 1, I, L or O, which are taken for each other. There are 31 of them, a prime number.
pub const CODE_ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// As many characters as the alphabet has: what the check is counted modulo.
const MODULUS: u32 = CODE_ALPHABET.len() as u32;
/// The inverse of the last character's weight: 12 × 13 = 5 × 31 + 1.
const INVERSE_OF_LAST_WEIGHT: u32 = 13;
/// Argon2id (RFC 9106) with 19 MiB, two passes and one lane. Guessing from the hashes costs as much for every guess.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const FIRST_LINE: &str = "lakzegel admissions v1";
/// The most codes in one note: it stays far below the longest note.
pub const MAX_ADMISSIONS: usize = 1_000;

/// The half that admits.
#[derive(PartialEq, Eq)]
pub enum Admission {}

/// The half that proves.
#[derive(PartialEq, Eq)]
pub enum Proof {}

/// Which half: each has a check sum of its own, so that one typed in the other's place is found out at once.
pub trait HalfKind {
    /// What the weighted characters add up to, modulo 31.
    const SUM: u32;
}

impl HalfKind for Admission {
    const SUM: u32 = 1;
}

impl HalfKind for Proof {
    const SUM: u32 = 2;
}

/// One half of a visitor code: eleven random characters and one that checks them. Wiped when dropped, never printed by `Debug`.
#[derive(PartialEq, Eq)]
pub struct CodeHalf<K> {
    /// Places in the alphabet.
    values: [u8; HALF_CHARACTERS],
    kind: PhantomData<K>,
}

/// Why a text is not this half of a visitor code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// Too few or too many characters; the number there is, without blanks and dashes.
    Length(usize),
    /// A character that codes do not have.
    Character(char),
    /// A typing error somewhere: the check does not fit.
    Check,
    /// The other half of a code.
    OtherHalf,
}

impl fmt::Display for CodeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length(count) => write!(out, "half a visitor code has {HALF_CHARACTERS} characters, not {count}"),
            Self::Character(character) => write!(out, "a visitor code does not have the character {character:?}"),
            Self::Check => out.write_str("there is a typing error in this half of the visitor code"),
            Self::OtherHalf => out.write_str("this is the other half of a visitor code"),
        }
    }
}

impl core::error::Error for CodeError {}

impl<K: HalfKind> CodeHalf<K> {
    /// Makes a half of 16 bytes of the system's randomness: one of 31^11, some 2^54, all equally likely to within 2^-73.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let mut rest = u128::from_be_bytes(bytes);
        let mut values = [0; HALF_CHARACTERS];
        for value in &mut values[..HALF_CHARACTERS - 1] {
            *value = (rest % u128::from(MODULUS)) as u8;
            rest /= u128::from(MODULUS);
        }
        // What is still missing from the sum, divided by the last weight.
        let missing = K::SUM + MODULUS - weighted_sum(&values);
        values[HALF_CHARACTERS - 1] = (missing * INVERSE_OF_LAST_WEIGHT % MODULUS) as u8;
        Self { values, kind: PhantomData }
    }

    /// Reads what a person typed or pasted (docs/protocol.md, section 1): in either case, with or without blanks, dashes and what stands round
    /// it, in full width, with digits of any script. Every single wrong character, and every swap of two different ones, is found.
    ///
    /// # Errors
    ///
    /// `Length` or `Character`, with what was typed; `OtherHalf` for a visitor code's other half, `Check` for a typing error.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let mut half = Self { values: [0; HALF_CHARACTERS], kind: PhantomData };
        for (at, (character, plain)) in typed::characters(text).enumerate() {
            let plain = plain.to_ascii_uppercase();
            let value = CODE_ALPHABET.iter().position(|letter| char::from(*letter) == plain);
            let value = value.ok_or(CodeError::Character(character))?;
            if let Some(place) = half.values.get_mut(at) {
                *place = value as u8;
            }
        }
        let count = typed::characters(text).count();
        if count != HALF_CHARACTERS {
            return Err(CodeError::Length(count));
        }
        match weighted_sum(&half.values) {
            sum if sum == K::SUM => Ok(half),
            sum if sum == Admission::SUM || sum == Proof::SUM => Err(CodeError::OtherHalf),
            _ => Err(CodeError::Check),
        }
    }
}

/// The sum of all characters, each times its place counted from 1, modulo 31.
///
/// The weights are different from each other and from zero, and 31 is prime: one wrong character, or two that changed places, always
/// change the sum.
fn weighted_sum(values: &[u8; HALF_CHARACTERS]) -> u32 {
    (1..).zip(values).map(|(weight, value)| weight * u32::from(*value)).sum::<u32>() % MODULUS
}

impl CodeHalf<Admission> {
    /// What the intake knows of it: Argon2id (RFC 9106, version 0x13, 19,456 KiB, 2 passes, 1 lane, 32 bytes) of the twelve characters,
    /// with the first 16 bytes of SHA-256("lakzegel/v1 admission" || 0x00 || origin || 0x00 || day) as salt, where `day` is eight bytes,
    /// big-endian: the days since 1970. Takes some 30 milliseconds, on purpose.
    ///
    /// The day in the salt has two uses: nothing computed for one day helps on another, and the intake knows without looking which
    /// salt to try.
    pub fn hash(&self, origin: &str, day: u64) -> [u8; CODE_HASH_BYTES] {
        let salt = Sha256::new()
            .chain_update(b"lakzegel/v1 admission\0")
            .chain_update(origin)
            .chain_update([0])
            .chain_update(day.to_be_bytes())
            .finalize();
        let parameters = Params::new(MEMORY_KIB, PASSES, 1, Some(CODE_HASH_BYTES)).expect("the parameters are within bounds");
        let mut hash = [0; CODE_HASH_BYTES];
        let mut characters = self.characters();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
            .hash_password_into(&characters, &salt[..16], &mut hash)
            .expect("the lengths are within bounds");
        characters.zeroize();
        hash
    }
}

impl CodeHalf<Proof> {
    /// What screening remembers of it: SHA-256("lakzegel/v1 visitor proof" || 0x00 || origin || 0x00 || the twelve characters).
    pub fn hash(&self, origin: &str) -> [u8; CODE_HASH_BYTES] {
        let hash = Sha256::new().chain_update(b"lakzegel/v1 visitor proof\0").chain_update(origin).chain_update([0]);
        hash.chain_update(self.characters()).finalize().into()
    }
}

impl<K> CodeHalf<K> {
    fn characters(&self) -> [u8; HALF_CHARACTERS] {
        self.values.map(|value| CODE_ALPHABET[usize::from(value)])
    }
}

impl<K> fmt::Display for CodeHalf<K> {
    /// Three groups of four characters: how it is printed. It is secret.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, character) in self.characters().into_iter().enumerate() {
            if at > 0 && at % 4 == 0 {
                out.write_str("-")?;
            }
            fmt::Write::write_char(out, char::from(character))?;
        }
        Ok(())
    }
}

impl<K> fmt::Debug for CodeHalf<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("CodeHalf(..)")
    }
}

impl<K> Drop for CodeHalf<K> {
    fn drop(&mut self) {
        self.values.zeroize();
    }
}

/// What screening tells the intake about visitor codes: whom to admit on one day, by hash.
///
/// ```text
/// lakzegel admissions v1
/// origin ORIGIN
/// day NUMBER                 days since 1970
/// admission HASH             1 to 1,000 lines: base64 of 32 bytes, each greater than the one before
/// ```
///
/// It travels as a note (c2sp.org/signed-note) by the manifest's verdict key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admissions {
    /// The deployment.
    pub origin: String,
    /// The day on which the codes admit: days since 1970, as UTC counts them.
    pub day: u64,
    /// The hashes, in ascending order: the order of printing is not in it.
    pub hashes: Vec<[u8; CODE_HASH_BYTES]>,
}

/// Why a note is not a list of admissions for this deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdmissionsError {
    /// Not a signed note.
    Note(NoteError),
    /// The verdict key did not sign it.
    Signature,
    /// Signed, but not a list of admissions of this version.
    Content,
    /// For another deployment.
    Origin,
}

impl fmt::Display for AdmissionsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(error) => write!(out, "the list of admissions is not a signed note: {error}"),
            Self::Signature => out.write_str("screening did not sign the list of admissions"),
            Self::Content => out.write_str("the list of admissions is not one that this version understands"),
            Self::Origin => out.write_str("the list of admissions is for another deployment"),
        }
    }
}

impl core::error::Error for AdmissionsError {}

impl Admissions {
    /// A list of at least one hash and at most [`MAX_ADMISSIONS`], in order and without repetitions. `None` for more or fewer.
    pub fn new(origin: &str, day: u64, mut hashes: Vec<[u8; CODE_HASH_BYTES]>) -> Option<Self> {
        hashes.sort_unstable();
        hashes.dedup();
        (1..=MAX_ADMISSIONS).contains(&hashes.len()).then(|| Self { origin: origin.to_owned(), day, hashes })
    }

    /// Signs the list with screening's verdict key.
    ///
    /// # Errors
    ///
    /// If the origin cannot stand in a note.
    pub fn sign(&self, verdict_key: &SigningKey) -> Result<Note, NoteError> {
        let mut note = Note::new(self.to_text())?;
        note.add(verdict_key.sign(note.text()));
        Ok(note)
    }

    /// Reads a note, if the verdict key signed it for this deployment.
    ///
    /// # Errors
    ///
    /// `Note` if it is no note, `Signature` if the verdict key did not sign it, `Content` if it is no list of admissions, `Origin` if it is for another
    /// deployment.
    pub fn verify(note: &str, origin: &str, verdict_key: &VerifierKey) -> Result<Self, AdmissionsError> {
        let note = Note::parse(note).map_err(AdmissionsError::Note)?;
        if note.verify([verdict_key]).map_err(AdmissionsError::Note)?.is_empty() {
            return Err(AdmissionsError::Signature);
        }
        let admissions = Self::parse_text(note.text()).ok_or(AdmissionsError::Content)?;
        if admissions.origin == origin { Ok(admissions) } else { Err(AdmissionsError::Origin) }
    }

    fn to_text(&self) -> String {
        let lines = self.hashes.iter().map(|hash| format!("admission {}\n", Base64::encode_string(hash)));
        format!("{FIRST_LINE}\norigin {}\nday {}\n{}", self.origin, self.day, lines.collect::<String>())
    }

    /// There is one text for each list: what was read is written again and compared.
    fn parse_text(text: &str) -> Option<Self> {
        let mut lines = text.strip_prefix(FIRST_LINE)?.strip_prefix('\n')?.lines();
        let origin = lines.next()?.strip_prefix("origin ")?;
        let day = read_decimal(lines.next()?.strip_prefix("day ")?)?;
        let hash = |line: &str| Base64::decode_vec(line.strip_prefix("admission ")?).ok()?.try_into().ok();
        let admissions = Self::new(origin, day, lines.map(hash).collect::<Option<_>>()?)?;
        (admissions.to_text() == text).then_some(admissions)
    }
}
