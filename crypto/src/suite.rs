//! The one HPKE suite, the sealing key as it is published (RFC 9458 `KeyConfig`), and the two labels' inputs that bind a seal to it.

use core::fmt;

use hpke::{Deserializable, Kem as _};
use sha2::{Digest, Sha256};

use crate::ids::KeyId;

/// X-Wing: ML-KEM-768 with X25519.
pub(crate) type Kem = hpke::kem::XWing;
/// HKDF-SHA256.
pub(crate) type Kdf = hpke::kdf::HkdfSha256;
/// ChaCha20-Poly1305.
pub(crate) type Aead = hpke::aead::ChaCha20Poly1305;

/// The KEM's id in the IANA registry. 0x004D, an older code point of the same name, is another algorithm.
pub const KEM_ID: u16 = Kem::KEM_ID;
/// HKDF-SHA256's id (RFC 9180 section 7.2).
pub const KDF_ID: u16 = 0x0001;
/// ChaCha20-Poly1305's id (RFC 9180 section 7.3).
pub const AEAD_ID: u16 = 0x0003;
/// The length of a sealing key's public half, in bytes.
pub const PUBLIC_KEY_BYTES: usize = 1216;
/// The length of an encapsulated key, in bytes.
pub const ENCAPSULATED_KEY_BYTES: usize = 1120;
/// The length of the authentication tag, in bytes.
pub const TAG_BYTES: usize = 16;
/// The length of a [`KeyConfig`] with its one suite, in bytes.
pub const KEY_CONFIG_BYTES: usize = SUITES_AT + 2 + 4;

/// Where the parts of a [`KeyConfig`] begin; its first byte is the key number.
const KEM_ID_AT: usize = 1;
const PUBLIC_KEY_AT: usize = KEM_ID_AT + 2;
const SUITES_AT: usize = PUBLIC_KEY_AT + PUBLIC_KEY_BYTES;

/// A sealing key as screening publishes it: RFC 9458 section 3.1, with exactly one symmetric suite.
///
/// ```text
/// uint8  key_number;
/// uint16 kem_id = 0x647a;
/// opaque public_key[1216];
/// uint16 suites_length = 4;
/// uint16 kdf_id = 0x0001;
/// uint16 aead_id = 0x0003;
/// ```
///
/// Reading one says that it has this form. The public key itself is looked at when something is sealed to it, and by
/// [`KeyConfig::check`]: a page that only verifies a manifest has no use for the KEM.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyConfig {
    bytes: [u8; KEY_CONFIG_BYTES],
}

/// Why bytes are not a [`KeyConfig`] that this version can seal to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyConfigError {
    /// Not [`KEY_CONFIG_BYTES`] bytes long.
    Length,
    /// Names another KEM, KDF or AEAD, or offers several.
    Suite,
    /// The public key is not one that the KEM accepts.
    PublicKey,
}

impl fmt::Display for KeyConfigError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Length => "the sealing key has the wrong length",
            Self::Suite => "the sealing key is for an algorithm that this version does not know",
            Self::PublicKey => "the sealing key is not a valid public key",
        })
    }
}

impl core::error::Error for KeyConfigError {}

impl KeyConfig {
    /// Reads [`KEY_CONFIG_BYTES`] bytes; anything but the one suite is refused.
    ///
    /// # Errors
    ///
    /// `Length` unless it is [`KEY_CONFIG_BYTES`] bytes long; `Suite` for any other suite, or several.
    pub fn decode(bytes: &[u8]) -> Result<Self, KeyConfigError> {
        let bytes: [u8; KEY_CONFIG_BYTES] = bytes.try_into().map_err(|_| KeyConfigError::Length)?;
        let suite_is_ours = bytes[KEM_ID_AT..PUBLIC_KEY_AT] == KEM_ID.to_be_bytes() && bytes[SUITES_AT..] == symmetric_suites();
        if suite_is_ours { Ok(Self { bytes }) } else { Err(KeyConfigError::Suite) }
    }

    #[cfg(feature = "open")]
    pub(crate) fn new(key_number: u8, public_key: &<Kem as hpke::Kem>::PublicKey) -> Self {
        let mut bytes = [key_number; KEY_CONFIG_BYTES];
        bytes[KEM_ID_AT..PUBLIC_KEY_AT].copy_from_slice(&KEM_ID.to_be_bytes());
        bytes[PUBLIC_KEY_AT..SUITES_AT].copy_from_slice(&hpke::Serializable::to_bytes(public_key));
        bytes[SUITES_AT..].copy_from_slice(&symmetric_suites());
        Self { bytes }
    }

    /// Whether the KEM accepts the public key (FIPS 203 section 7.2). Whoever signs or publishes a key asks this first.
    ///
    /// # Errors
    ///
    /// `PublicKey` if it does not.
    pub fn check(&self) -> Result<(), KeyConfigError> {
        self.public_key().map(drop)
    }

    /// The [`KEY_CONFIG_BYTES`] bytes that [`KeyConfig::decode`] reads.
    pub fn encode(&self) -> Vec<u8> {
        self.bytes.to_vec()
    }

    /// SHA-256 of the encoded key: what a seal and a letter's signature are bound to.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.bytes).into()
    }

    /// The first eight bytes of [`KeyConfig::hash`].
    pub fn key_id(&self) -> KeyId {
        let hash = self.hash();
        KeyId::from_bytes(*hash.first_chunk().expect("a hash of 32 bytes has a first eight"))
    }

    pub(crate) fn public_key(&self) -> Result<<Kem as hpke::Kem>::PublicKey, KeyConfigError> {
        Deserializable::from_bytes(&self.bytes[PUBLIC_KEY_AT..SUITES_AT]).map_err(|_| KeyConfigError::PublicKey)
    }
}

impl fmt::Debug for KeyConfig {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "KeyConfig({})", self.key_id())
    }
}

/// The length-prefixed list with the one KDF and AEAD pair.
fn symmetric_suites() -> [u8; 6] {
    let [kdf_high, kdf_low] = KDF_ID.to_be_bytes();
    let [aead_high, aead_low] = AEAD_ID.to_be_bytes();
    [0, 4, kdf_high, kdf_low, aead_high, aead_low]
}

/// HPKE's `info`: label, zero byte, manifest origin, hash of the whole key, the three suite ids.
///
/// Two deployments, or two keys, never share an `info`: an envelope moved from one to the other does not open.
pub(crate) fn info(origin: &str, key: &KeyConfig) -> Vec<u8> {
    let mut info = b"lakzegel/v1 seal\0".to_vec();
    info.extend_from_slice(origin.as_bytes());
    info.extend_from_slice(&key.hash());
    for id in [KEM_ID, KDF_ID, AEAD_ID] {
        info.extend_from_slice(&id.to_be_bytes());
    }
    info
}
