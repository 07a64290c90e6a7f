//! Who wrote a letter, as far as somebody vouches for it: a person, a name, and what one person wrote. Nothing here reads or writes anything.

/// What good evidence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// A SHA-256 of issuer and subject, or of a visitor code: enough to see that it is the same person again.
    pub person: [u8; 32],
    /// When the token was issued, or when the visitor code's day begins, in seconds since 1970.
    pub issued: u64,
}

/// A letter of a person for whom somebody vouches. Copies are not letters.
#[derive(Clone, Copy, Debug)]
pub struct VouchedLetter {
    /// Its entry in the log.
    pub number: u64,
    /// The person, as in [`Vouched`].
    pub person: [u8; 32],
    /// The visit that it was written in.
    pub visit_key: [u8; 32],
    /// When the visit's token was issued, or when the day of its visitor code begins, in seconds since 1970.
    pub issued: u64,
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
