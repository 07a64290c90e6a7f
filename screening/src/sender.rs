//! Who wrote a letter, as far as somebody vouches for it: a person, a name, and what one person wrote. Nothing here reads or writes anything.

use hmac::{Hmac, KeyInit as _, Mac as _};
use lakzegel_crypto::EnvelopeId;
use sha2::Sha256;
use zeroize::Zeroizing;

/// What good evidence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// Who it is, as [`PersonKey`] says it: enough to see that it is the same person again.
    pub person: [u8; 32],
    /// When the token was issued, or when the visitor code's day begins, in seconds since 1970.
    pub issued: u64,
    /// Whether it was a login. It was none with a visitor code, whose holder the visiting desk has seen.
    pub is_login: bool,
}

/// The office's secret under which people are known again. Citizen numbers are few enough to try them all: without this key, which is not
/// in the database, nobody can tell from the database who wrote. Wiped when dropped, never printed.
pub struct PersonKey(Box<Zeroizing<[u8; 32]>>);

impl PersonKey {
    /// The key with these bytes, which must come from the system's randomness.
    pub fn from_bytes(bytes: Box<Zeroizing<[u8; 32]>>) -> Self {
        Self(bytes)
    }

    /// Somebody for whom a provider vouches: HMAC-SHA256 (RFC 2104) over a label, the issuer's length in eight bytes, issuer and subject.
    pub fn of_subject(&self, issuer: &str, subject: &str) -> [u8; 32] {
        self.mac([b"lakzegel person by subject\0", &(issuer.len() as u64).to_be_bytes(), issuer.as_bytes(), subject.as_bytes()])
    }

    /// Somebody with a visitor code: the same over a label and the hash of the code's proof half.
    pub fn of_code(&self, proof: &[u8; 32]) -> [u8; 32] {
        self.mac([b"lakzegel person by code\0", proof, &[], &[]])
    }

    /// A notice's id: the same over the visit key and the person. It tells nobody whose it is, and what visit it is about.
    pub fn of_notice(&self, visit_key: &[u8; 32], person: &[u8; 32]) -> [u8; 32] {
        self.mac([b"lakzegel notice\0", visit_key, person, &[]])
    }

    /// Whether an envelope is among `percent` in a hundred, drawn so that nobody without this key can foresee it.
    pub fn draws(&self, envelope: &EnvelopeId, percent: u8) -> bool {
        let [first, .., last] = self.mac([b"lakzegel sample\0", envelope.as_bytes(), &[], &[]]);
        // 65,536 is no multiple of a hundred: some hundredths are drawn by one in 655 more often than others.
        u16::from_be_bytes([first, last]) % 100 < u16::from(percent)
    }

    /// The key under which references are kept: HMAC-SHA256 over a label of its own.
    pub fn for_references(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.mac([b"lakzegel references\0", &[], &[], &[]]))
    }

    fn mac(&self, parts: [&[u8]; 4]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0[..]).expect("HMAC takes a key of any length");
        parts.into_iter().for_each(|part| mac.update(part));
        mac.finalize().into_bytes().into()
    }
}

/// A letter of a person for whom somebody vouches. Copies are not letters.
#[derive(Clone, Copy, Debug)]
pub struct VouchedLetter {
    /// Its entry in the log.
    pub number: u64,
    /// The person, by a number that means nothing outside the database.
    pub someone: i64,
    /// The visit that it was written in.
    pub visit_key: [u8; 32],
    /// When the visit's token was issued, or when the day of its visitor code begins, in seconds since 1970.
    pub issued: u64,
    /// Whether no earlier login of the person's was known when the visit became known.
    pub is_first: bool,
    /// When the letter says that it was sealed, in seconds since 1970. `None` for one that was opened by an older version.
    pub sealed_at: Option<u64>,
    /// Whether the program withheld it, so that nobody had to look at it.
    pub turned_away: bool,
}

/// Whose word a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameSource {
    /// The provider's token.
    Token,
    /// The office's register.
    Register,
    /// The visiting desk.
    Desk,
}

impl NameSource {
    /// Its name in the JSON of a letter, which never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Register => "register",
            Self::Desk => "desk",
        }
    }
}

/// A person's name, and whose word it is.
#[derive(Clone, PartialEq, Eq)]
pub struct SenderName {
    /// The name, in any script, as it may be shown and printed.
    pub name: String,
    /// Whose word it is.
    pub source: NameSource,
}

impl SenderName {
    /// A name as whoever vouches for it wrote it: nobody has checked it. `None` if it is empty.
    pub fn vouched(name: &str, source: NameSource) -> Option<Self> {
        let name = lakzegel_letter::legible(name);
        (!name.is_empty()).then_some(Self { name, source })
    }
}

#[cfg(test)]
mod tests {
    use sha2::Digest as _;

    use super::*;

    #[test]
    fn a_person_is_known_again_under_one_key_and_under_no_other() {
        let key = |seed| PersonKey::from_bytes(Box::new(Zeroizing::new([seed; 32])));
        let person = key(1).of_subject("https://provider.invalid", "999990019");
        assert_eq!(key(1).of_subject("https://provider.invalid", "999990019"), person);
        let plain: [u8; 32] = Sha256::digest(b"https://provider.invalid\x00999990019").into();
        let others = [
            key(2).of_subject("https://provider.invalid", "999990019"),
            key(1).of_subject("https://provider.invalid", "999990020"),
            // Where one ends and the other begins counts.
            key(1).of_subject("https://provider.invalid9", "99990019"),
            key(1).of_code(&[7; 32]),
            plain,
        ];
        assert!(!others.contains(&person));
    }
}
