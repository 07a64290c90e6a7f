//! The names that things have on the wire: hashes, and pieces of hashes, each its own type so that none can stand for another.

use core::{fmt, str::FromStr};

use base16ct::HexDisplay;
use sha2::{Digest, Sha256};

use crate::codec::read_hex;

/// A text that is not an id: of the wrong length, or not hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdError;

impl fmt::Display for IdError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("this is not an id: it must be hexadecimal digits, of the right number")
    }
}

impl core::error::Error for IdError {}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; $bytes]);

        impl $name {
            /// Takes the id's own bytes, unchecked: an id is only a name.
            pub const fn from_bytes(bytes: [u8; $bytes]) -> Self {
                Self(bytes)
            }

            /// The id's own bytes.
            pub const fn as_bytes(&self) -> &[u8; $bytes] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            /// Lower-case hexadecimal, two digits a byte.
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, "{:x}", HexDisplay(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(out, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                read_hex(text).map(Self).ok_or(IdError)
            }
        }
    };
}

id! {
    /// The name of an envelope: SHA-256 of all its bytes (32 bytes). It is public, and all that the log holds.
    EnvelopeId, 32
}

id! {
    /// The first eight bytes of a [`KeyConfig`](crate::KeyConfig)'s SHA-256: tells screening which key to try, and proves nothing.
    KeyId, 8
}

id! {
    /// Where the status of a letter is published (32 bytes): derived from the sender's reference, and telling nothing about it.
    LookupId, 32
}

impl EnvelopeId {
    /// The id of an envelope's bytes.
    pub fn of(envelope: &[u8]) -> Self {
        Self(Sha256::digest(envelope).into())
    }
}
