//! The visit key's commitment: how an identity provider's token comes to vouch for a key that it has never seen. And the visit key itself,
//! for a browser that cannot keep one.

use core::fmt;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::Signer as _;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// What the client puts into the login request as `nonce`, and what the ID token must carry back:
/// base64url(SHA-256("lakzegel/v1 visit key" || 0x00 || Ed25519 public key)), 43 characters.
pub fn visit_nonce(visit_key: &[u8; 32]) -> String {
    let hash = Sha256::new().chain_update(b"lakzegel/v1 visit key\0").chain_update(visit_key).finalize();
    Base64UrlUnpadded::encode_string(&hash)
}

/// The private half of a visit key where it must lie in a program's own memory: the Ed25519 seed (RFC 8032 section 5.1.5). Wiped when
/// dropped, never printed. A browser that has Ed25519 keeps the key itself, and needs none of this.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitSeed(Zeroizing<[u8; 32]>);

impl VisitSeed {
    /// Takes 32 bytes of the system's randomness.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The secret itself.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public half, 32 bytes.
    pub fn public_key(&self) -> [u8; 32] {
        ed25519_dalek::SigningKey::from_bytes(&self.0).verifying_key().to_bytes()
    }

    /// Signs, 64 bytes: what [`crate::ToSign::message`] gives.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        ed25519_dalek::SigningKey::from_bytes(&self.0).sign(message).to_bytes()
    }
}

impl fmt::Debug for VisitSeed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("VisitSeed(..)")
    }
}
