//! The envelope: the sealed bytes as they travel and are stored. Anybody can check its form; only screening opens it.

use core::fmt;

use crate::{
    codec::Reader,
    ids::{EnvelopeId, KeyId},
    suite::{ENCAPSULATED_KEY_BYTES, TAG_BYTES},
};

/// The version of the envelope, which fixes the suite and every length.
pub const ENVELOPE_VERSION: u16 = 1;
/// The bytes before the encapsulated key: version and key id. They are HPKE's `aad`.
pub(crate) const HEADER_BYTES: usize = 2 + 8;
/// The length of every letter before it is sealed: one size, so that the envelope's length says nothing.
pub const PADDED_LETTER_BYTES: usize = 40_960;
/// The length of every envelope, whatever is in it: 42,106 bytes.
pub const ENVELOPE_BYTES: usize = HEADER_BYTES + ENCAPSULATED_KEY_BYTES + PADDED_LETTER_BYTES + TAG_BYTES;

/// A sealed letter.
///
/// ```text
/// uint16 version = 1;
/// opaque key_id[8];
/// opaque encapsulated_key[1120];
/// opaque ciphertext[40960 + 16];
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    bytes: Vec<u8>,
}

/// Why bytes are not an [`Envelope`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvelopeError {
    /// Not [`ENVELOPE_BYTES`] bytes long.
    Length,
    /// A version that this program does not know.
    Version(u16),
}

impl fmt::Display for EnvelopeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => write!(out, "an envelope is exactly {ENVELOPE_BYTES} bytes long"),
            Self::Version(version) => write!(out, "envelope version {version} is not known here"),
        }
    }
}

impl core::error::Error for EnvelopeError {}

impl Envelope {
    /// Checks length and version. Says nothing about what is inside, nor whether the key exists.
    ///
    /// # Errors
    ///
    /// `Length` unless it is [`ENVELOPE_BYTES`] bytes long; `Version` for a version that is not known here.
    pub fn decode(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() != ENVELOPE_BYTES {
            return Err(EnvelopeError::Length);
        }
        let version = Reader::new(bytes).u16().ok_or(EnvelopeError::Length)?;
        if version != ENVELOPE_VERSION {
            return Err(EnvelopeError::Version(version));
        }
        Ok(Self { bytes: bytes.to_vec() })
    }

    /// Puts an envelope together; `sealed` is the ciphertext with its tag.
    pub(crate) fn from_sealed(bytes: Vec<u8>) -> Self {
        debug_assert_eq!(bytes.len(), ENVELOPE_BYTES);
        Self { bytes }
    }

    /// The first [`HEADER_BYTES`] bytes of an envelope to this key.
    pub(crate) fn header(key_id: KeyId) -> [u8; HEADER_BYTES] {
        let mut header = [0; HEADER_BYTES];
        header[..2].copy_from_slice(&ENVELOPE_VERSION.to_be_bytes());
        header[2..].copy_from_slice(key_id.as_bytes());
        header
    }

    /// All [`ENVELOPE_BYTES`] bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Which sealing key this envelope says it is for. A hint: the seal itself is bound to the whole key.
    pub fn key_id(&self) -> KeyId {
        let mut reader = Reader::new(&self.bytes[2..]);
        KeyId::from_bytes(reader.array().expect("the length was checked when the envelope was made"))
    }

    /// SHA-256 of all bytes.
    pub fn id(&self) -> EnvelopeId {
        EnvelopeId::of(&self.bytes)
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Envelope({})", self.id())
    }
}
